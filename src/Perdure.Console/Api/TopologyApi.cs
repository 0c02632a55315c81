using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Security;
using Perdure.Console.Topology;
using Perdure.Model;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/topology</c>: what there is and what leads where.</summary>
internal static class TopologyApi
{
    private static readonly string[] Show = ["GET", "HEAD"];

    /// <summary>Adds the page.</summary>
    public static void Map(IEndpointRouteBuilder routes, INodeView node, Func<SystemModel> model) => routes.MapMethods("/api/v1/topology", Show, context =>
        context.Response.WriteAsJsonAsync(TopologyAnswer.Of(model(), node.Status().Listeners), TopologyJson.Default.TopologyAnswer)).WithMetadata(new AdminAccess(AdminRole.Reader));
}
