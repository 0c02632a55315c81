using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Security;
using Perdure.Model;
using Perdure.Telemetry;

namespace Perdure.Console.Api;

/// <summary>The page that Prometheus scrapes: <c>/metrics</c>, for readers as all that shows.</summary>
internal static class MetricsApi
{
    private static readonly string[] Show = ["GET", "HEAD"];

    /// <summary>Adds the page.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeTelemetry telemetry) =>
        routes.MapMethods("/metrics", Show, context => AnswerAsync(context, telemetry)).WithMetadata(new AdminAccess(AdminRole.Reader));

    private static Task AnswerAsync(HttpContext context, NodeTelemetry telemetry)
    {
        context.Response.ContentType = NodeTelemetry.ContentType;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : telemetry.WriteAsync(context.Response.BodyWriter, context.RequestAborted);
    }
}
