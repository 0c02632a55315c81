namespace Perdure.Resilience.Tiers;

/// <summary>
/// Decides by priority who is admitted while there is too much to do: one threshold over all tiers and users, lowered while there is overload
/// and raised while there is none, measured in the requests that come in (after DAGOR: Zhou et al., "Overload Control for Scaling WeChat
/// Microservices", SoCC 2018). Thread-safe. Nothing is counted, and no priority is needed, while <see cref="Active"/> is false.
/// </summary>
/// <remarks>
/// Priorities go from 0, the most important, to <see cref="Priorities"/> − 1: tier × 64 + a hash of the user, so that the same users are turned
/// away for as long as their hash stays. Where one priority has more requests than may be admitted, a share of it is. Each interval, the threshold
/// comes to stand where the requests below it, as they came in lately, are as many as wanted:
/// <list type="bullet">
/// <item>After an overloaded interval, 5 % fewer than before; when some had to be turned away for want of room, no more than found room.</item>
/// <item>After one without, 1 % more, doubled each further time in a row up to 16 %; at least a quarter of that share of all that come.</item>
/// <item>The first tier is left whole until nothing else has been admitted for ten overloaded intervals; then it too loses 5 % each time, but
/// never the priorities below the floor.</item>
/// </list>
/// </remarks>
public sealed class PriorityThreshold(PriorityThresholdOptions options)
{
    /// <summary>How many priorities there are: 192, 64 for each of three tiers.</summary>
    public const int Priorities = 192;

    /// <summary>How many priorities a tier has.</summary>
    public const int PerTier = 64;

    // The level counts in steps of a priority, so that a share of one priority can be admitted.
    private const int Steps = 1_024;
    private const int Everybody = Priorities * Steps;
    private const double MostAtOnce = 0.9;
    private const uint Golden = 0x9E3779B1;

    private readonly Lock _moving = new();
    private readonly PriorityLoad _load = new();
    private int _level = Everybody;
    private bool _active;
    private bool _sawOverload;
    private long _sinceMs;
    private long _dueMs;
    private uint _draw;
    private int _admitted;
    private int _refused;
    private int _calmRun;
    private int _wholeRun;
    private int _criticalRun;

    /// <summary>The options.</summary>
    public PriorityThresholdOptions Options { get; } = options;

    /// <summary>Whether requests have to be asked for their priority: there is overload, or was a short while ago. One volatile read.</summary>
    public bool Active => Volatile.Read(ref _active);

    /// <summary>Which priorities are admitted: those below it; a fraction is the share of the one that it falls into. 0 to <see cref="Priorities"/>.</summary>
    public double Level => (double)Volatile.Read(ref _level) / Steps;

    /// <summary>
    /// Whether a request of this priority is admitted. Counts it, so it is to be called once for each request, and only while
    /// <see cref="Active"/>.
    /// </summary>
    /// <param name="priority">0 to <see cref="Priorities"/> − 1.</param>
    public bool Admits(int priority)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)priority, (uint)Priorities);
        _load.Count(priority);
        var (whole, part) = Math.DivRem(Volatile.Read(ref _level), Steps);
        // The multiples of the golden ratio fall evenly between 0 and 1, so that the share is kept over short runs too.
        var admitted = priority < whole || (priority == whole && part > 0 && (Interlocked.Increment(ref _draw) * Golden) >> 22 < part);
        if (admitted)
            Interlocked.Increment(ref _admitted);
        return admitted;
    }

    /// <summary>An admitted request had to be turned away all the same, for want of room: the next move leaves no more than found room.</summary>
    public void OnRefused()
    {
        if (Active)
            Interlocked.Increment(ref _refused);
    }

    /// <summary>
    /// Says whether there is overload. To be called as often as is convenient, at least once per interval also while all is well, so that the
    /// threshold comes up again; it moves once per interval, and counts as overloaded when any call of the interval said so.
    /// </summary>
    /// <param name="overloaded">Whether there is overload now.</param>
    /// <param name="nowMs">Now, monotonic.</param>
    public void Report(bool overloaded, long nowMs)
    {
        if (!Active && !overloaded)
            return;
        if (overloaded)
            Volatile.Write(ref _sawOverload, true);
        // Whoever comes while another one moves it has nothing to add.
        if ((Active && nowMs < Volatile.Read(ref _dueMs)) || !_moving.TryEnter())
            return;
        try
        {
            if (!_active)
                Begin(nowMs);
            else if (nowMs >= _dueMs)
                Move(nowMs);
        }
        finally
        {
            _moving.Exit();
        }
    }

    // The first interval only looks who comes: before that nothing was counted.
    private void Begin(long nowMs)
    {
        _load.Clear();
        _refused = _admitted = _calmRun = _wholeRun = _criticalRun = 0;
        _sawOverload = false;
        Start(nowMs);
        Volatile.Write(ref _active, true);
    }

    private void Start(long nowMs)
    {
        _sinceMs = nowMs;
        Volatile.Write(ref _dueMs, nowMs + Options.IntervalMs);
    }

    private void Move(long nowMs)
    {
        var tookMs = Math.Max(1, nowMs - _sinceMs);
        _load.Advance(tookMs);
        var admitted = Interlocked.Exchange(ref _admitted, 0);
        var refused = Interlocked.Exchange(ref _refused, 0);
        var overloaded = _sawOverload;
        _sawOverload = false;
        Volatile.Write(ref _level, overloaded ? Lower(refused == 0 ? double.MaxValue : (double)(admitted - refused) / tookMs) : Raise());
        Start(nowMs);
        _wholeRun = !overloaded && _level == Everybody ? _wholeRun + 1 : 0;
        if (_wholeRun >= Options.IdleAfter)
            Volatile.Write(ref _active, false);
    }

    // When some found no room, those that did are what there is room for: measured, not felt for in steps.
    private int Lower(double roomPerMs)
    {
        _calmRun = 0;
        var now = _load.Below(_level, Steps);
        if (_level > PerTier * Steps)
        {
            _criticalRun = 0;
            var wanted = Math.Max(Math.Min(now * (1 - Options.Decrease), roomPerMs), now * (1 - MostAtOnce));
            return Math.Clamp(_load.LevelFor(wanted, Steps), PerTier * Steps, _level);
        }

        return ++_criticalRun <= Options.CriticalPatience
            ? _level
            : Math.Clamp(_load.LevelFor(now * (1 - Options.Decrease), Steps), Math.Min(Options.Floor * Steps, _level), _level);
    }

    private int Raise()
    {
        _criticalRun = 0;
        var share = Math.Min(Options.MaxIncrease, Options.Increase * Math.Pow(2, Math.Min(_calmRun++, 30)));
        var now = _load.Below(_level, Steps);
        var wanted = Math.Max(now * (1 + share), now + (_load.Total * share / 4));
        return Math.Max(_level, _load.LevelFor(wanted, Steps));
    }
}
