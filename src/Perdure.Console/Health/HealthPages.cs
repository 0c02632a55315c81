using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Nodes;

namespace Perdure.Console.Health;

/// <summary>
/// <c>/livez</c>, <c>/readyz</c> and its alias <c>/healthz</c>, in the form of the Kubernetes API server: 200 or 503, plain text,
/// every check on a line of its own with <c>?verbose</c> or when one fails; one that is only shown begins with <c>[!]</c> and fails nothing.
/// </summary>
internal static class HealthPages
{
    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, INodeView node)
    {
        Map(routes, "livez", () => node.Checks().Where(check => check.Liveness));
        Map(routes, "readyz", node.Checks);
        Map(routes, "healthz", node.Checks);
    }

    private static void Map(IEndpointRouteBuilder routes, string name, Func<IEnumerable<HealthCheck>> checks) =>
        routes.MapMethods("/" + name, ["GET", "HEAD"], context => WriteAsync(context, name, [.. checks()]));

    private static Task WriteAsync(HttpContext context, string name, HealthCheck[] checks)
    {
        var passed = checks.All(check => check.Ok || check.Advisory);
        context.Response.StatusCode = passed ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        var text = passed && !context.Request.Query.ContainsKey("verbose") ? "ok\n" : Verbose(name, checks, passed);
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static string Verbose(string name, HealthCheck[] checks, bool passed)
    {
        var text = new StringBuilder();
        foreach (var check in checks)
            text.Append(check.Ok ? "[+]" : check.Advisory ? "[!]" : "[-]").Append(check.Name).Append(check.Ok ? " ok" : (check.Advisory ? " " : " failed: ") + check.Why).Append('\n');
        return text.Append(name).Append(passed ? " check passed\n" : " check failed\n").ToString();
    }
}
