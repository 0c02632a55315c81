using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Json;
using Perdure.Console.Objectives;
using Perdure.Console.Security;
using Perdure.Model;
using Perdure.Telemetry.Objectives;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/slos</c>: how routes stand with their objectives, as this node sees it.</summary>
internal static class ObjectiveApi
{
    private static readonly string[] Show = ["GET", "HEAD"];

    /// <summary>Adds the page.</summary>
    public static void Map(IEndpointRouteBuilder routes, NodeObjectives objectives) => routes.MapMethods("/api/v1/slos", Show, context =>
        context.Response.WriteAsJsonAsync(ObjectiveList.Of(objectives.Current), ObjectiveJson.Default.ObjectiveList)).WithMetadata(new AdminAccess(AdminRole.Reader));
}
