using Perdure.Gateway.Planning;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Tracing;

/// <summary>What is noted of one attempt, to become a span if the request is kept. Belongs to its exchange and is used again; written by one thread at a time.</summary>
public sealed class AttemptNote
{
    /// <summary>The id that the instance was given as its parent.</summary>
    public ulong SpanId { get; internal set; }

    /// <summary>The service that was asked, which is another than the route's after a fallback.</summary>
    public ServiceRuntime Service { get; private set; } = null!;

    /// <summary>The instance that was chosen.</summary>
    public Instance Instance { get; private set; } = null!;

    /// <summary>Why there was an attempt.</summary>
    public AttemptReason Reason { get; private set; }

    /// <summary>What the attempt before it met, of a retry.</summary>
    public AttemptCause Cause { get; private set; }

    /// <summary>Milliseconds waited before it.</summary>
    public long BackoffMs { get; private set; }

    /// <summary>Whether it finds out if the instance is well again.</summary>
    public bool IsProbe { get; private set; }

    /// <summary>Whether suspicion was disregarded because too few instances were above it.</summary>
    public bool Panic { get; private set; }

    /// <summary>The breaker's state when the instance was chosen.</summary>
    public BreakerState Breaker { get; private set; }

    /// <summary>When it began, on the gateway's clock.</summary>
    public long StartedUs { get; private set; }

    /// <summary>When it ended: with its answer, or with its failure. 0: not yet.</summary>
    public long EndedUs { get; private set; }

    /// <summary>The status of its answer; 0 without one.</summary>
    public int Status { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public UpstreamFault Fault { get; private set; }

    /// <summary>The error of RFC 9209 that says so; null without one.</summary>
    public string? ProxyError { get; private set; }

    /// <summary>How it counted for its instance.</summary>
    public AttemptResult Result { get; private set; }

    internal void Begin(ServiceRuntime service, in Selection selection, AttemptReason reason, AttemptCause cause, long backoffMs, long nowUs)
    {
        Service = service;
        Instance = selection.Instance!;
        Reason = reason;
        Cause = cause;
        BackoffMs = backoffMs;
        IsProbe = selection.Permit.IsProbe;
        Panic = selection.Panic;
        Breaker = selection.Instance!.Breaker.State;
        StartedUs = nowUs;
        EndedUs = 0;
        Status = 0;
        Fault = UpstreamFault.None;
        ProxyError = null;
        Result = AttemptResult.Abandoned;
    }

    internal void End(in UpstreamAnswer answer, AttemptResult result, long nowUs)
    {
        EndedUs = nowUs;
        Status = answer.Status;
        Fault = answer.Fault;
        ProxyError = answer.ProxyError;
        Result = result;
    }

    internal void Forget()
    {
        Service = null!;
        Instance = null!;
    }
}
