namespace Perdure.Gateway.Planning;

/// <summary>What became of a route's requests that carry an <c>Idempotency-Key</c>, since the node started. Survives reloads. Thread-safe.</summary>
public sealed class IdempotencyCounters
{
    private long _executed;
    private long _replayed;
    private long _refused;
    private long _inFlight;
    private long _unknown;
    private long _reconciled;
    private long _freed;
    private long _storeLost;

    /// <summary>Went on to the service, as the first of their key.</summary>
    public long Executed => Interlocked.Read(ref _executed);

    /// <summary>Answered with the answer of the first one, those that waited for it among them.</summary>
    public long Replayed => Interlocked.Read(ref _replayed);

    /// <summary>Refused for their key: missing, malformed, or used for another request.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Refused because the first one was still in flight.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Of which it was not known whether the first one took effect, and which were refused for it.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Unknown ones whose service could say that the first one took effect, and how it was answered.</summary>
    public long Reconciled => Interlocked.Read(ref _reconciled);

    /// <summary>Unknown ones whose service could say that the first one did not take effect; they were executed.</summary>
    public long Freed => Interlocked.Read(ref _freed);

    /// <summary>Refused because the store could not be asked, or had no room.</summary>
    public long StoreLost => Interlocked.Read(ref _storeLost);

    internal void OnExecuted() => Interlocked.Increment(ref _executed);

    internal void OnReplayed() => Interlocked.Increment(ref _replayed);

    internal void OnRefused() => Interlocked.Increment(ref _refused);

    internal void OnInFlight() => Interlocked.Increment(ref _inFlight);

    internal void OnUnknown() => Interlocked.Increment(ref _unknown);

    internal void OnReconciled() => Interlocked.Increment(ref _reconciled);

    internal void OnFreed() => Interlocked.Increment(ref _freed);

    internal void OnStoreLost() => Interlocked.Increment(ref _storeLost);
}
