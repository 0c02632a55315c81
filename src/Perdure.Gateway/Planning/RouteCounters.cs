using Perdure.Gateway.Deferral;

namespace Perdure.Gateway.Planning;

/// <summary>What became of a route's requests before any instance was asked, since the node started. Survives reloads. Thread-safe.</summary>
public sealed class RouteCounters
{
    private long _admitted;
    private long _limited;
    private long _flaggedOff;
    private long _fallbacks;
    private long _staleServed;

    /// <summary>Requests within the rate limit; 0 for a route that has none.</summary>
    public long Admitted => Interlocked.Read(ref _admitted);

    /// <summary>Requests beyond the rate limit, answered 429.</summary>
    public long Limited => Interlocked.Read(ref _limited);

    /// <summary>Requests for which the route's flag was off.</summary>
    public long FlaggedOff => Interlocked.Read(ref _flaggedOff);

    /// <summary>Answered by a fallback (another service, or the file's own answer) because the service could not; stale answers are not in it.</summary>
    public long Fallbacks => Interlocked.Read(ref _fallbacks);

    /// <summary>Answered with a stale answer because the service could not; those served while a new one was fetched are not in it.</summary>
    public long StaleServed => Interlocked.Read(ref _staleServed);

    /// <summary>What the route's cache did; all zero for a route that has none.</summary>
    public CacheCounters Cache { get; } = new();

    /// <summary>What became of requests that were to be sent later; all zero for a route without <c>defer</c>.</summary>
    public DeferCounters Defer { get; } = new();

    /// <summary>What became of requests with a key; all zero for a route without idempotency.</summary>
    public IdempotencyCounters Idempotency { get; } = new();

    internal void OnAdmitted() => Interlocked.Increment(ref _admitted);

    internal void OnLimited() => Interlocked.Increment(ref _limited);

    internal void OnFlaggedOff() => Interlocked.Increment(ref _flaggedOff);

    internal void OnFallback() => Interlocked.Increment(ref _fallbacks);

    internal void OnStaleServed() => Interlocked.Increment(ref _staleServed);
}
