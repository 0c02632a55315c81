using Perdure.Console.Nodes;
using Perdure.Gateway.Hosting;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Supervision;

namespace Perdure.Nodes;

/// <summary>The running node as the admin API sees it: the gateway, the supervisor and the reloads in one picture.</summary>
internal sealed class NodeView(GatewayServer gateway, ProcessSupervisor processes, Func<ReloadStatus?> lastReload, string file) : INodeView
{
    /// <inheritdoc/>
    public NodeStatus Status()
    {
        var model = gateway.Model;
        return new NodeStatus
        {
            Node = model.Node.Id,
            System = model.Name,
            State = KebabCase.Of(gateway.State),
            Version = ProductVersion.Text,
            StartedAt = gateway.StartedAt,
            Plan = new PlanStatus(gateway.PlanVersion, gateway.PlanLoadedAt, file),
            LastReload = lastReload(),
            Listeners = [.. gateway.Listeners.Select(bound => new ListenerStatus(bound.Name, "http", bound.Address.ToString(), bound.Tls))],
            Totals = Totals(),
        };
    }

    /// <inheritdoc/>
    public ServiceList Services()
    {
        var running = processes.Status().ToDictionary(process => (process.Service, process.Instance), ProcessView.Of);
        var nowMs = gateway.NowMs;
        return new ServiceList([.. gateway.Services.Select(service => ServiceView.Of(service, running, gateway.StartedAt, nowMs))]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<HealthCheck> Checks()
    {
        var state = gateway.State;
        return
        [
            new HealthCheck("process", true, Liveness: true),
            // After a hand-over the node is as ready as before: it is another process that serves it.
            new HealthCheck("gateway", state is GatewayState.Ready or GatewayState.HandedOver, KebabCase.Of(state)),
        ];
    }

    /// <inheritdoc/>
    public ActionOutcome Act(string service, string instance, InstanceAction action)
    {
        var runtime = gateway.Services.FirstOrDefault(candidate => candidate.Name == service);
        if (runtime?.Pool.Find(instance) is not { } target)
            return ActionOutcome.UnknownInstance;
        var (pool, nowMs) = (runtime.Pool, gateway.NowMs);
        if (BreakerModeOf(action) is { } mode)
        {
            if (!runtime.Model.CircuitBreaker.Enabled)
                return ActionOutcome.NoBreaker;
            pool.ForceBreaker(target, mode, nowMs);
            return ActionOutcome.Done;
        }

        switch (action)
        {
            case InstanceAction.Drain: pool.Drain(target, nowMs); break;
            case InstanceAction.Undrain: pool.Undrain(target, nowMs); break;
            case InstanceAction.Eject: pool.Eject(target, nowMs); break;
            case InstanceAction.Restore: pool.Restore(target, nowMs); break;
            default: throw new ArgumentOutOfRangeException(nameof(action), action, null);
        }

        return ActionOutcome.Done;
    }

    private static BreakerMode? BreakerModeOf(InstanceAction action) => action switch
    {
        InstanceAction.OpenBreaker => BreakerMode.Open,
        InstanceAction.CloseBreaker => BreakerMode.Closed,
        InstanceAction.AutomaticBreaker => BreakerMode.Automatic,
        _ => null,
    };

    private RequestTotals Totals()
    {
        var counters = gateway.Services.Select(service => service.Counters).ToArray();
        return new RequestTotals(
            counters.Sum(counter => counter.Requests),
            counters.Sum(counter => counter.Good),
            counters.Sum(counter => counter.Failed),
            counters.Sum(counter => counter.Retries + counter.ConnectRetries));
    }
}
