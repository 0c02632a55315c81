using System.Globalization;

namespace Perdure.Resilience.CircuitBreaking;

/// <summary>
/// A circuit breaker that opens on failures or slowness over a sliding window and closes again by the ratio of several probes. Thread-safe;
/// while it is closed, taking and reporting need no lock and allocate nothing.
/// </summary>
/// <remarks>
/// Only a result whose permit belongs to the present state may change it, so whatever was sent before the opening changes nothing afterwards. A
/// probe has a deadline and is counted as failed when it passes, so half-open can't get stuck; an abandoned probe is handed back. A new opening
/// after failed probes lasts twice as long (up to 8 times, ±10 %), until a whole window has been spent closed.
/// </remarks>
public sealed partial class CircuitBreaker
{
    private const int Slices = 20;
    private const int DoublingsMax = 3;
    private const long EarlyProbesEveryMs = 1_000;
    private const long ProbeFloorMs = 500;

    // The lock of all cold paths; a pool shares one over its breakers, so that its own state changes with theirs.
    private readonly Lock _gate;
    private readonly Action<BreakerTransition>? _observer;
    private Settings _settings;

    // Generation in the upper half, BreakerState in the lower: read once, it says all that the fast path must know.
    private long _word;
    private int _failureRun;
    private long _usualP99Ms;
    private long _openUntilMs;
    private long _sinceMs;
    private int _probeNumber;
    private int _doublings;
    private bool _early;
    private ulong _jitter;

    /// <summary>Makes a closed breaker.</summary>
    /// <param name="options">What is configured; null = it never opens by itself.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="seed">Seed of the jitter of its open times.</param>
    /// <param name="observer">Is told of each transition, under the breaker's lock: be quick.</param>
    public CircuitBreaker(CircuitBreakerOptions? options, long nowMs, ulong seed = 1, Action<BreakerTransition>? observer = null)
        : this(options, nowMs, seed, observer, new Lock())
    {
    }

    internal CircuitBreaker(CircuitBreakerOptions? options, long nowMs, ulong seed, Action<BreakerTransition>? observer, Lock gate)
    {
        _settings = new Settings(options);
        _sinceMs = nowMs;
        _jitter = seed;
        _observer = observer;
        _gate = gate;
    }

    /// <summary>The state at the moment.</summary>
    public BreakerState State => StateOf(Volatile.Read(ref _word));

    /// <summary>Whether it acts by itself.</summary>
    public BreakerMode Mode => State switch
    {
        BreakerState.ForcedOpen => BreakerMode.Open,
        BreakerState.ForcedClosed => BreakerMode.Closed,
        _ => BreakerMode.Automatic,
    };

    /// <summary>Since when it has been in its state.</summary>
    public long SinceMs => Volatile.Read(ref _sinceMs);

    /// <summary>While open: when probes are let through at the latest.</summary>
    public long OpenUntilMs => Volatile.Read(ref _openUntilMs);

    /// <summary>Why it is in its state.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Whether the state that gave the permit still lasts.</summary>
    internal bool IsCurrent(BreakerPermit permit) => GenerationOf(Volatile.Read(ref _word)) == permit.Generation;

    /// <summary>Whether a probe could be taken now.</summary>
    internal bool HasProbe => State == BreakerState.HalfOpen && _settings.Probes.HasRoom;

    internal int ProbesOut => _settings.Probes.Out;

    /// <summary>
    /// How long a probe may take: min(time-out, 2·p99 as it was while all was well), but not less than 500 ms, because an instance that has just
    /// started answers its first requests slowly.
    /// </summary>
    internal long ProbeLimitMs
    {
        get
        {
            var p99Ms = Volatile.Read(ref _usualP99Ms);
            return p99Ms == 0 ? _settings.Options.ProbeTimeoutMs : Math.Min(_settings.Options.ProbeTimeoutMs, Math.Max(ProbeFloorMs, 2 * p99Ms));
        }
    }

    /// <summary>Asks for permission to make one attempt. Each permission must be reported back by <see cref="Report"/>.</summary>
    public bool TryAcquire(long nowMs, out BreakerPermit permit)
    {
        var word = Volatile.Read(ref _word);
        if (StateOf(word) is BreakerState.Closed or BreakerState.ForcedClosed)
        {
            permit = new BreakerPermit(GenerationOf(word), 0);
            return true;
        }
        return TryAcquireProbe(nowMs, out permit);
    }

    /// <summary>Reports how a permitted attempt ended.</summary>
    /// <param name="permit">What <see cref="TryAcquire"/> gave.</param>
    /// <param name="outcome">Good, failed, or abandoned, which only hands a probe back.</param>
    /// <param name="durationMs">How long it took; judged against <see cref="CircuitBreakerOptions.SlowCallMs"/>.</param>
    /// <param name="nowMs">The time.</param>
    public void Report(BreakerPermit permit, BreakerOutcome outcome, long durationMs, long nowMs)
    {
        var word = Volatile.Read(ref _word);
        if (GenerationOf(word) != permit.Generation) return;
        var settings = Volatile.Read(ref _settings);
        var failed = outcome == BreakerOutcome.Failed;
        var slow = outcome != BreakerOutcome.Abandoned && durationMs >= settings.SlowCallMs;
        if (permit.IsProbe)
        {
            ReportProbe(permit, outcome, slow, nowMs);
            return;
        }
        if (!settings.Enabled || StateOf(word) != BreakerState.Closed || outcome == BreakerOutcome.Abandoned) return;
        settings.Window.Record(nowMs, failed, slow);
        var run = 0;
        if (failed) run = Interlocked.Increment(ref _failureRun);
        else if (Volatile.Read(ref _failureRun) != 0) Volatile.Write(ref _failureRun, 0);
        if (failed || slow) Judge(permit.Generation, settings, run, nowMs);
    }

    /// <summary>
    /// Lets probes through before the open time is over, at most once per second: for when something (an active check that passes) suggests that
    /// the instance is back. Real traffic then decides. Probes that fail after this do not lengthen the next opening.
    /// </summary>
    public bool AllowProbes(long nowMs)
    {
        lock (_gate)
        {
            if (State != BreakerState.Open || nowMs - _sinceMs < EarlyProbesEveryMs) return false;
            HalfOpen(nowMs, "probes were allowed early", early: true);
            return true;
        }
    }

    /// <summary>Does what is due by time: half-opens, fails probes past their deadline, forgets old openings.</summary>
    public void Advance(long nowMs)
    {
        if (!IsDue(nowMs)) return;
        lock (_gate) AdvanceLocked(nowMs);
    }

    /// <summary>Holds it open or closed, or lets it act by itself again, from closed.</summary>
    public void Force(BreakerMode mode, long nowMs)
    {
        lock (_gate)
        {
            if (mode == Mode) return;
            _doublings = 0;
            switch (mode)
            {
                case BreakerMode.Open: Enter(BreakerState.ForcedOpen, nowMs, "forced open by an operator"); break;
                case BreakerMode.Closed: Enter(BreakerState.ForcedClosed, nowMs, "forced closed by an operator"); break;
                default: Enter(BreakerState.Closed, nowMs, "back to automatic by an operator"); break;
            }
        }
    }

    /// <summary>Makes probes decide, whatever the state was, unless the breaker is forced: used when an ejection ends.</summary>
    internal bool Probation(long nowMs, string why)
    {
        lock (_gate)
        {
            if (Mode != BreakerMode.Automatic) return false;
            if (State == BreakerState.HalfOpen) return true;
            HalfOpen(nowMs, why, early: false);
            return true;
        }
    }

    /// <summary>Closes it without probes, unless it is forced: used when an operator vouches for the instance.</summary>
    internal void Close(long nowMs, string why)
    {
        lock (_gate)
        {
            if (State is BreakerState.Open or BreakerState.HalfOpen) Enter(BreakerState.Closed, nowMs, why);
        }
    }

    /// <summary>Tells how slow the slowest hundredth is while all is well; it sets the deadline of probes.</summary>
    internal void UsualP99(long p99Ms) => Volatile.Write(ref _usualP99Ms, Math.Max(1, p99Ms));

    /// <summary>Takes new options over; the state stays, the window starts anew when its shape changes.</summary>
    internal void Configure(CircuitBreakerOptions? options)
    {
        lock (_gate)
        {
            if (_settings.Given == options) return;
            var settings = new Settings(options);
            Volatile.Write(ref _settings, settings);
            // The probes that are out belong to the old options: they are void, and new ones go out.
            if (State == BreakerState.HalfOpen) Enter(BreakerState.HalfOpen, _sinceMs, Why);
            if (!settings.Enabled && State == BreakerState.Open) Enter(BreakerState.Closed, _sinceMs, "the breaker was switched off");
        }
    }

    private static BreakerState StateOf(long word) => (BreakerState)(int)(word & 0xFFFFFFFF);

    private static int GenerationOf(long word) => (int)(word >> 32);

    private static string Percent(double ratio) => ratio.ToString("P0", CultureInfo.InvariantCulture);
}
