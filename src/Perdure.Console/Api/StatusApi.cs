using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Security;
using Perdure.Model;

namespace Perdure.Console.Api;

/// <summary>The pages that show: <c>/api/v1/status</c>, <c>/api/v1/routes</c>, <c>/api/v1/services</c> and one service of it.</summary>
internal static class StatusApi
{
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess Reader = new(AdminRole.Reader);

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, INodeView node)
    {
        routes.MapMethods("/api/v1/status", Show, context =>
            context.Response.WriteAsJsonAsync(node.Status(), ConsoleJson.Default.NodeStatus)).WithMetadata(Reader);
        routes.MapMethods("/api/v1/routes", Show, context =>
            context.Response.WriteAsJsonAsync(node.RouteCounts(), ConsoleJson.Default.RouteCountList)).WithMetadata(Reader);
        routes.MapMethods("/api/v1/services", Show, context =>
            context.Response.WriteAsJsonAsync(node.Services(), ConsoleJson.Default.ServiceList)).WithMetadata(Reader);
        routes.MapMethods("/api/v1/services/{service}", Show, context => OneAsync(context, node)).WithMetadata(Reader);
    }

    private static Task OneAsync(HttpContext context, INodeView node)
    {
        var services = node.Services().Services;
        var name = (string)context.GetRouteValue("service")!;
        return services.FirstOrDefault(service => service.Name == name) is { } found
            ? context.Response.WriteAsJsonAsync(found, ConsoleJson.Default.ServiceStatus)
            : UnknownNames.ServiceAsync(context, name, services);
    }
}
