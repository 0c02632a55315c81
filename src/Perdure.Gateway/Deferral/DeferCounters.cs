namespace Perdure.Gateway.Deferral;

/// <summary>What a route did with requests that were to be sent later, since the node started. Survives reloads. Thread-safe.</summary>
public sealed class DeferCounters
{
    private long _accepted;
    private long _refused;
    private long _answered;
    private long _failed;
    private long _dead;
    private long _unreadable;
    private long _postponed;

    /// <summary>Accepted with 202.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Not accepted, because the queue was full or the store away, or the request too large.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Sent and answered for good.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Attempts that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Given up.</summary>
    public long Dead => Interlocked.Read(ref _dead);

    /// <summary>Those of them whose bytes could not be read.</summary>
    public long Unreadable => Interlocked.Read(ref _unreadable);

    /// <summary>How often nothing could be sent (breaker open, no instance, overload), which is no attempt.</summary>
    public long Postponed => Interlocked.Read(ref _postponed);

    internal void OnAccepted() => Interlocked.Increment(ref _accepted);

    internal void OnRefused() => Interlocked.Increment(ref _refused);

    internal void OnAnswered() => Interlocked.Increment(ref _answered);

    internal void OnFailed() => Interlocked.Increment(ref _failed);

    internal void OnDead() => Interlocked.Increment(ref _dead);

    internal void OnUnreadable() => Interlocked.Increment(ref _unreadable);

    internal void OnPostponed() => Interlocked.Increment(ref _postponed);
}
