using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Perdure.Console.Security;

namespace Perdure.Console.Web;

/// <summary>
/// Serves the console's page. It holds no data and so takes no sign-in; what it shows comes from the API, by the rights of whoever signs in on it.
/// </summary>
internal static class WebPages
{
    /// <summary>What the page may do: load what the node serves, and nothing else; no inline script or style, no frames in or around it.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string Forever = "public, max-age=31536000, immutable";
    private static readonly string[] Show = ["GET", "HEAD"];

    private static readonly byte[] s_missing = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Perdure</title></head>
        <body>
        <h1>The console is not in this build</h1>
        <p>Perdure was built without Node.js. Install Node.js 20 or later with npm and build it again: the build says what is missing.</p>
        <p>All that the console shows is in the API, such as <a href="/api/v1/status">/api/v1/status</a>, and in the commands <code>perdure status</code> and <code>perdure top</code>.</p>
        </body>
        </html>

        """u8.ToArray();

    /// <summary>Adds every file at its path, the page itself at <c>/</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes, ImmutableArray<WebFile> files)
    {
        if (files.IsEmpty)
            files = [new WebFile { Path = "/", ContentType = "text/html; charset=utf-8", Hash = "missing", Immutable = false, Plain = s_missing }];
        foreach (var file in files)
            routes.MapMethods(file.Path, Show, context => AnswerAsync(context, file)).WithMetadata(OpenToAll.Instance);
    }

    private static Task AnswerAsync(HttpContext context, WebFile file)
    {
        var (encoding, bytes) = WebEncoding.Choose(file, context.Request.Headers.AcceptEncoding);
        var tag = new EntityTagHeaderValue(encoding.Length == 0 ? $"\"{file.Hash}\"" : $"\"{file.Hash}-{encoding}\"");
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = file.Immutable ? Forever : "no-cache";
        headers.ETag = tag.ToString();
        headers.Vary = "Accept-Encoding";
        if (Knows(context.Request, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (encoding.Length > 0)
            headers.ContentEncoding = encoding;
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static bool Knows(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known) &&
        known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));
}
