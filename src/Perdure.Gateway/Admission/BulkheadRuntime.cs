using Perdure.Gateway.Hosting;
using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Admission;

/// <summary>
/// A bulkhead of a service or a route as it runs: it outlasts reloads, with who is in flight and who waits, also when its limits change.
/// Thread-safe.
/// </summary>
public sealed class BulkheadRuntime
{
    private readonly MonotonicClock _clock;
    private readonly ITimer _timer;
    private int _armed;

    internal BulkheadRuntime(BulkheadModel model, MonotonicClock clock, TimeProvider time)
    {
        _clock = clock;
        Bulkhead = new Bulkhead(OptionsOf(model), clock.NowUs);
        _timer = time.CreateTimer(static state => ((BulkheadRuntime)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the next request would have to wait.</summary>
    public bool IsSaturated => Bulkhead.IsSaturated;

    internal Bulkhead Bulkhead { get; }

    /// <summary>How long requests waited in its queue, for a place or in vain; those that did not wait are not in it. Null when metrics are off.</summary>
    public TimedCell? Queued { get; internal init; }

    /// <summary>Its figures now.</summary>
    public BulkheadSnapshot Snapshot() => Bulkhead.Snapshot();

    /// <summary>Other limits, for requests to come.</summary>
    internal void Change(BulkheadModel model) => Bulkhead.Change(OptionsOf(model), _clock.NowUs);

    /// <summary>Somebody waits: from now on time-outs are kept, until nobody does.</summary>
    internal void Watch()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            Arm();
    }

    /// <summary>Turns away who has waited too long.</summary>
    internal void Sweep()
    {
        Bulkhead.Sweep(_clock.NowUs);
        if (Volatile.Read(ref _armed) == 0)
            return;
        if (Bulkhead.Queued > 0)
        {
            Arm();
            return;
        }

        Interlocked.Exchange(ref _armed, 0);
        if (Bulkhead.Queued > 0)
            Watch();
    }

    private void Arm() => _timer.Change(TimeSpan.FromMilliseconds(Bulkhead.SweepEveryMs), Timeout.InfiniteTimeSpan);

    private static BulkheadOptions OptionsOf(BulkheadModel model) => new()
    {
        Adaptive = model.Adaptive,
        MaxConcurrent = model.MaxConcurrent,
        MinConcurrent = model.MinConcurrent,
        MaxQueued = model.MaxQueued,
        QueueTimeoutMs = Math.Max(1, (long)model.QueueTimeout.TotalMilliseconds),
    };
}
