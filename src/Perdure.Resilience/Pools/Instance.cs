using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Pools;

/// <summary>One instance of a service with its live state. Thread-safe. Lives on over reloads that keep its id and key.</summary>
public sealed class Instance
{
    private const long SliceMs = 250;
    private const int Slices = 128;
    private const long RateOverMs = 10_000;

    private InstanceOptions _options;
    private ServicePool _owner;
    private int _inFlight;
    private int _failureRun;

    // When the oldest attempt was sent since the instance last answered anything, plus one; 0 = it owes no answer.
    private long _waitingSince;

    internal Instance(InstanceOptions options, ServicePool owner, CircuitBreakerOptions? breaker, long nowMs)
    {
        _options = options;
        _owner = owner;
        FirstSeenMs = nowMs;
        Breaker = new CircuitBreaker(breaker, nowMs, Jitter.Hash(options.Id), t => Owner.OnBreaker(this, t), owner.Gate);
    }

    /// <summary>The name of the instance, unique in its pool.</summary>
    public string Id => Options.Id;

    /// <summary>What is configured about it; replaced by a reload.</summary>
    public InstanceOptions Options
    {
        get => Volatile.Read(ref _options);
        internal set => Volatile.Write(ref _options, value);
    }

    /// <summary>The caller's own object, from the options.</summary>
    public object? Endpoint => Options.Endpoint;

    /// <summary>Attempts selected and not yet completed.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Its circuit breaker, to look at; it is driven through the pool.</summary>
    public CircuitBreaker Breaker { get; }

    internal ServicePool Owner
    {
        get => Volatile.Read(ref _owner);
        set => Volatile.Write(ref _owner, value);
    }

    /// <summary>A reload has removed it: what is in flight is finished, nothing is concluded any more.</summary>
    internal bool Retired { get; set; }

    internal long FirstSeenMs { get; }

    internal Standing Standing { get; } = new();

    internal PeakEwma Cost { get; } = new();

    internal RollingCounter Window { get; } = new(Slices, SliceMs);

    internal RotatingHistogram Latency { get; } = new(RateOverMs);

    internal InstanceState State { get; set; }

    internal long StateSinceMs { get; set; }

    internal string StateWhy { get; set; } = "";

    internal double EffectiveWeight { get; set; }

    /// <summary>Describes the instance for people and metrics. Allocates.</summary>
    public InstanceSnapshot Snapshot(long nowMs)
    {
        lock (Owner.Gate)
        {
            var fromMs = Math.Max(FirstSeenMs, nowMs - RateOverMs + SliceMs);
            var counts = Window.Since(fromMs, nowMs);
            return new InstanceSnapshot
            {
                Id = Id,
                Zone = Options.Zone,
                Standby = Options.Standby,
                State = State,
                Why = StateWhy,
                SinceMs = StateSinceMs,
                Breaker = Breaker.State,
                BreakerMode = Breaker.Mode,
                BreakerSinceMs = Breaker.SinceMs,
                InFlight = InFlight,
                RequestsPerSecond = counts.Calls * 1000.0 / Math.Max(1000, nowMs - fromMs),
                ErrorRatio = counts.FailureRatio,
                P50Ms = Latency.Percentile(0.5) / 1000.0,
                P99Ms = Latency.Percentile(0.99) / 1000.0,
                Ejections = Standing.Ejections,
                Weight = Options.Weight,
                EffectiveWeight = EffectiveWeight,
                CheckPassing = Standing.CheckPassing,
            };
        }
    }

    internal void Enter(long nowMs)
    {
        if (Interlocked.Increment(ref _inFlight) == 1 || Volatile.Read(ref _waitingSince) == 0) Volatile.Write(ref _waitingSince, nowMs + 1);
    }

    internal void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The instance has given a sign of life.</summary>
    internal void Answered()
    {
        if (Volatile.Read(ref _waitingSince) != 0) Volatile.Write(ref _waitingSince, 0);
    }

    /// <summary>For how many ms it has answered nothing at all while something waits.</summary>
    internal long SilentMs(long nowMs)
    {
        var since = Volatile.Read(ref _waitingSince);
        return since == 0 ? 0 : Math.Max(0, nowMs + 1 - since);
    }

    /// <summary>Counts one result; returns the length of the run of failures, 0 after a success.</summary>
    internal int Record(AttemptResult result, long durationUs, long nowMs, long decayMs)
    {
        var failed = result != AttemptResult.Success;
        Window.Record(nowMs, failed, slow: false);
        Cost.Record(durationUs, failed, nowMs, decayMs);
        // A time-out is a latency that was suffered; a refused connection is no latency at all.
        if (result is AttemptResult.Success or AttemptResult.Failure or AttemptResult.TimedOut) Latency.Record(durationUs);
        if (result is not AttemptResult.TimedOut) Answered();
        if (failed) return Interlocked.Increment(ref _failureRun);
        if (Volatile.Read(ref _failureRun) != 0) Volatile.Write(ref _failureRun, 0);
        return 0;
    }

    internal void ForgetFailureRun() => Volatile.Write(ref _failureRun, 0);
}
