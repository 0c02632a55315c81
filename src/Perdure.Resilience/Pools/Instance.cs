using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Measuring;
using Perdure.Resilience.OutlierDetection;

namespace Perdure.Resilience.Pools;

/// <summary>One instance of a service with its live state. Thread-safe. Lives on over reloads that keep its id and key.</summary>
public sealed class Instance
{
    private const long RefusalUs = 100_000;
    private const long SliceMs = 250;
    private const int Slices = 128;
    private const long RateOverMs = 10_000;

    private InstanceOptions _options;
    private ServicePool _owner;
    private int _inFlight;
    private int _failureRun;

    // Since when every attempt was refused a connection at once, plus one; 0 = the last one was not.
    private long _refusingSince;

    // When the oldest attempt was sent since the instance last answered anything, plus one; 0 = nothing waits for an answer.
    private long _waitingSince;

    // The silence before that: attempts that were given up without an answer. Only time in which something waits is silence.
    private long _silentBeforeMs;
    private int _unanswered;
    private long _silenceLimitMs = long.MaxValue;

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

    /// <summary>What became of its attempts; whoever completes them counts here what was really sent.</summary>
    public AttemptTally Attempts { get; } = new();

    /// <summary>How often its breaker opened, let probes through, and closed. Written under the pool's lock.</summary>
    internal (long Opened, long HalfOpened, long Closed) Transitions { get; set; }

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

    /// <summary>Describes it in few words, for metrics. Allocates nothing.</summary>
    public InstanceGlance Glance()
    {
        lock (Owner.Gate)
            return new InstanceGlance(State, Breaker.State, InFlight, EffectiveWeight, Standing.CheckPassing, Standing.Ejections, Transitions);
    }

    /// <summary>Attempts sent since it last answered anything. Of two that enter at the same moment one may be missed.</summary>
    internal int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>How slow its slowest hundredth, or the pool's, is while all is well; 0 = not known yet, then no silence is too long.</summary>
    internal long UsualP99Ms { get; private set; }

    internal void Enter(long nowMs)
    {
        Interlocked.Increment(ref _inFlight);
        Volatile.Write(ref _unanswered, Volatile.Read(ref _unanswered) + 1);
        if (Volatile.Read(ref _waitingSince) == 0) Volatile.Write(ref _waitingSince, nowMs + 1 - Volatile.Read(ref _silentBeforeMs));
    }

    /// <summary>An attempt has ended; says whether it was the last one in flight.</summary>
    internal bool Leave() => Interlocked.Decrement(ref _inFlight) == 0;

    /// <summary>The last attempt was given up without an answer: nothing waits any more, but what has been waited is not forgotten.</summary>
    internal void Pause(long nowMs)
    {
        var silentMs = SilentMs(nowMs);
        if (silentMs == 0) return;
        Volatile.Write(ref _silentBeforeMs, silentMs);
        Volatile.Write(ref _waitingSince, 0);
        Cost.Suffer(silentMs * 1000, nowMs);
    }

    /// <summary>The instance has given a sign of life.</summary>
    internal void Answered() => ForgetSilence();

    /// <summary>It owes no answer any more: what comes is judged afresh.</summary>
    internal void ForgetSilence()
    {
        if (Volatile.Read(ref _unanswered) != 0) Volatile.Write(ref _unanswered, 0);
        if (Volatile.Read(ref _waitingSince) != 0) Volatile.Write(ref _waitingSince, 0);
        if (Volatile.Read(ref _silentBeforeMs) != 0) Volatile.Write(ref _silentBeforeMs, 0);
    }

    /// <summary>For how many ms it has answered nothing at all while something waited.</summary>
    internal long SilentMs(long nowMs)
    {
        var since = Volatile.Read(ref _waitingSince);
        return since == 0 ? Volatile.Read(ref _silentBeforeMs) : Math.Max(0, nowMs + 1 - since);
    }

    /// <summary>Whether it has let several attempts wait so long that nothing more should be sent until it answers one.</summary>
    internal bool IsSilent(long nowMs) =>
        Volatile.Read(ref _unanswered) >= Silence.Attempts && InFlight > 0 && SilentMs(nowMs) >= Volatile.Read(ref _silenceLimitMs);

    internal void LearnUsual(long p99Ms)
    {
        UsualP99Ms = p99Ms;
        Volatile.Write(ref _silenceLimitMs, Silence.LimitMs(p99Ms));
    }

    /// <summary>Counts one result; returns the length of the run of failures, 0 after a success.</summary>
    internal int Record(AttemptResult result, long durationUs, long nowMs, long decayMs, double typicalUs)
    {
        var failed = result != AttemptResult.Success;
        Window.Record(nowMs, failed, slow: false);
        Cost.Record(durationUs, failed, nowMs, decayMs, typicalUs);
        // A time-out is a latency that was suffered; a refused connection is no latency at all.
        if (result is AttemptResult.Success or AttemptResult.Failure or AttemptResult.TimedOut) Latency.Record(durationUs);
        if (result is not AttemptResult.TimedOut) Answered();
        NoteRefusal(result == AttemptResult.ConnectFailed && durationUs < RefusalUs, nowMs);
        if (failed) return Interlocked.Increment(ref _failureRun);
        if (Volatile.Read(ref _failureRun) != 0) Volatile.Write(ref _failureRun, 0);
        return 0;
    }

    /// <summary>An attempt was given up after so long, because another copy had been answered elsewhere.</summary>
    internal void Outrun(long us, long nowMs, double typicalUs, long medianUs)
    {
        // Of one that answers nothing at all it can be expected that it would have taken as long again.
        Cost.Outrun(Unanswered > 0 ? 2 * us : us, nowMs, typicalUs);
        // A copy that lost at once tells nothing, and would make the service look quicker than it is.
        if (us >= medianUs) Latency.Record(us);
    }

    /// <summary>For how many ms it has refused connections without a delay; null when that is not its trouble.</summary>
    internal long? RefusingMs(long nowMs)
    {
        var since = Volatile.Read(ref _refusingSince);
        return since == 0 ? null : Math.Max(0, nowMs + 1 - since);
    }

    private void NoteRefusal(bool refused, long nowMs)
    {
        if (refused == (Volatile.Read(ref _refusingSince) != 0)) return;
        Volatile.Write(ref _refusingSince, refused ? nowMs + 1 : 0);
    }

    internal void ForgetFailureRun() => Volatile.Write(ref _failureRun, 0);
}
