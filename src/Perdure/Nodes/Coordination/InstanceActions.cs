using Perdure.Console.Nodes;
using Perdure.Coordination.Shared;
using Perdure.Gateway.Hosting;

namespace Perdure.Nodes.Coordination;

/// <summary>Carries out what operators ask of instances: here at once, and through the shared overrides everywhere.</summary>
internal sealed class InstanceActions(GatewayServer gateway, SharedOverrides overrides, OverrideFollower follower)
{
    /// <summary>Carries one out.</summary>
    public async Task<ActionResult> ActAsync(
        string service, string instance, InstanceAction action, string by, CancellationToken cancellationToken)
    {
        var runtime = gateway.Services.FirstOrDefault(candidate => candidate.Name == service);
        if (runtime?.Pool.Find(instance) is not { } target)
            return new ActionResult(ActionOutcome.UnknownInstance);
        var holdsBreaker = action is InstanceAction.OpenBreaker or InstanceAction.CloseBreaker or InstanceAction.AutomaticBreaker;
        if (holdsBreaker && !runtime.Model.CircuitBreaker.Enabled)
            return new ActionResult(ActionOutcome.NoBreaker);

        var now = overrides.Find(service, instance) ?? new InstanceOverride { Service = service, Instance = instance };
        using (follower.Ahead(runtime, target, Change(now, action)))
        {
            // Also what outlier detection ejected; that is this node's own finding, so it is ended on this node.
            if (action == InstanceAction.Restore)
                runtime.Pool.Restore(target, gateway.NowMs);
            var reach = await overrides.SetAsync(service, instance, said => Change(said, action), by, cancellationToken);
            return new ActionResult(ActionOutcome.Done, reach);
        }
    }

    private static InstanceOverride Change(InstanceOverride said, InstanceAction action) => action switch
    {
        InstanceAction.Drain => said with { Drained = true },
        InstanceAction.Undrain => said with { Drained = false },
        InstanceAction.Eject => said with { Ejected = true },
        InstanceAction.Restore => said with { Ejected = false },
        InstanceAction.OpenBreaker => said with { Breaker = BreakerHold.Open },
        InstanceAction.CloseBreaker => said with { Breaker = BreakerHold.Closed },
        InstanceAction.AutomaticBreaker => said with { Breaker = BreakerHold.None },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };
}
