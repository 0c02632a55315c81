using Perdure.Durability.Storage;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Listening;
using Perdure.Gateway.Observing;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Hosting;

/// <summary>What a <see cref="GatewayServer"/> is built with; none of it comes from the system file.</summary>
public sealed record GatewayOptions
{
    /// <summary>The clock of everything in the gateway. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The seed of every random choice (balancing, jitter). Default 1; give another per node.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How long a stopping gateway goes on accepting, telling its clients to close. Default 5 s.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight may take to finish after the grace period. Default 30 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What the process uses of its allowance, for the node's guard (<c>overload</c> in the system file). Default: null, there is no guard, because
    /// a gateway inside another program can't tell its own use from that program's.
    /// </summary>
    public IHostUsage? HostUsage { get; init; }

    /// <summary>Where the listeners get their sockets, perhaps those of another process. Default: opened by the gateway itself.</summary>
    public ListeningSockets? Sockets { get; init; }

    /// <summary>The way to the durable store of the node. Default: null, there is none, and what routes would keep in it is refused.</summary>
    public IDurableAccess? Durable { get; init; }

    /// <summary>
    /// Is told of what happens to instances, after it was logged and outside of any lock, by the thread that noticed, which may be one that
    /// serves requests. It must return at once and not throw. Default: none.
    /// </summary>
    public Action<PoolEvent>? PoolObserver { get; init; }

    /// <summary>Is told of single requests: for an access log, or traces. Default: nobody is, and it costs nothing.</summary>
    public IRequestObserver? Requests { get; init; }

    /// <summary>
    /// Whether requests are counted by route and tier and their times kept for metrics. Default: true. What the status and the policies need is counted in
    /// any case.
    /// </summary>
    public bool Metering { get; init; } = true;
}
