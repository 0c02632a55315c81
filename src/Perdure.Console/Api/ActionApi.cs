using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Model;

namespace Perdure.Console.Api;

/// <summary>
/// The changes: <c>POST /api/v1/services/{service}/instances/{instance}/…</c>. Each is idempotent, answers with the instance as it is
/// afterwards and where the change holds, and leaves a line in the log that says who did what.
/// </summary>
internal static class ActionApi
{
    private const string Instance = "/api/v1/services/{service}/instances/{instance}/";

    /// <summary>The last part of the path of every change, and what it does.</summary>
    public static IReadOnlyDictionary<string, InstanceAction> Paths { get; } = new Dictionary<string, InstanceAction>
    {
        ["drain"] = InstanceAction.Drain,
        ["undrain"] = InstanceAction.Undrain,
        ["eject"] = InstanceAction.Eject,
        ["restore"] = InstanceAction.Restore,
        ["breaker/open"] = InstanceAction.OpenBreaker,
        ["breaker/closed"] = InstanceAction.CloseBreaker,
        ["breaker/auto"] = InstanceAction.AutomaticBreaker,
    };

    /// <summary>Adds the changes.</summary>
    public static void Map(IEndpointRouteBuilder routes, INodeView node, ILogger log)
    {
        foreach (var (path, action) in Paths)
        {
            routes.MapPost(Instance + path, (RequestDelegate)(context => StoreGuard.RunAsync(context, () => ActAsync(context, node, path, action, log))))
                .WithMetadata(new AdminAccess(AdminRole.Operator));
        }
    }

    private static async Task ActAsync(HttpContext context, INodeView node, string path, InstanceAction action, ILogger log)
    {
        var serviceName = (string)context.GetRouteValue("service")!;
        var instanceId = (string)context.GetRouteValue("instance")!;
        var services = node.Services().Services;
        if (services.FirstOrDefault(service => service.Name == serviceName) is not { } service)
        {
            await UnknownNames.ServiceAsync(context, serviceName, services);
            return;
        }

        if (service.Instances.All(instance => instance.Id != instanceId))
        {
            await UnknownNames.InstanceAsync(context, instanceId, service);
            return;
        }

        var who = AdminGate.CallerOf(context).Name;
        var result = await node.ActAsync(serviceName, instanceId, action, who, context.RequestAborted);
        log.Audit(who, path, serviceName, instanceId, result.Outcome);
        await (result.Outcome switch
        {
            ActionOutcome.Done => ShowAsync(context, node, serviceName, instanceId, KebabCase.Of(result.Reach)),
            ActionOutcome.NoBreaker => context.WriteProblemAsync(
                StatusCodes.Status409Conflict,
                ProblemTypes.NoBreaker,
                "No circuit breaker",
                $"The service \"{serviceName}\" has circuitBreaker: off, so there is none to hold. " +
                "Remove that line from the system file first."),
            _ => UnknownNames.InstanceAsync(context, instanceId, service),
        });
    }

    private static Task ShowAsync(HttpContext context, INodeView node, string serviceName, string instanceId, string reach)
    {
        var after = node.Services().Services
            .FirstOrDefault(service => service.Name == serviceName)?.Instances
            .FirstOrDefault(instance => instance.Id == instanceId);
        if (after is not null)
            return context.Response.WriteAsJsonAsync(after with { Reach = reach }, ConsoleJson.Default.InstanceStatus);

        // A reload took the instance away between the change and this line; the change itself was done.
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
