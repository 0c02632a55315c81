using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;
using Perdure.Model;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Telemetry.Tracing;

/// <summary>An attempt of a request that is kept. Immutable.</summary>
internal readonly struct KeptAttempt(AttemptNote note)
{
    public ulong SpanId { get; } = note.SpanId;

    public string Service { get; } = note.Service.Name;

    public BalancingPolicy Balancing { get; } = note.Service.Model.Balancing.Policy;

    public string Instance { get; } = note.Instance.Id;

    public string? Zone { get; } = note.Instance.Options.Zone;

    public Uri? Url { get; } = (note.Instance.Endpoint as Upstream)?.Url;

    public AttemptReason Reason { get; } = note.Reason;

    public AttemptCause Cause { get; } = note.Cause;

    public long BackoffMs { get; } = note.BackoffMs;

    public bool IsProbe { get; } = note.IsProbe;

    public bool Panic { get; } = note.Panic;

    public BreakerState Breaker { get; } = note.Breaker;

    public long StartedUs { get; } = note.StartedUs;

    public long EndedUs { get; } = note.EndedUs;

    public int Status { get; } = note.Status;

    public UpstreamFault Fault { get; } = note.Fault;

    public string? ProxyError { get; } = note.ProxyError;

    public AttemptResult Result { get; } = note.Result;
}
