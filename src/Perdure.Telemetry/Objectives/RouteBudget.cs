using Perdure.Model;

namespace Perdure.Telemetry.Objectives;

/// <summary>
/// What a route has spent: by minutes for the last six hours, by hours for as long as its objective looks back. Pure; for one caller at a time.
/// </summary>
internal sealed class RouteBudget
{
    /// <summary>How long a bucket for short times is.</summary>
    public const long MinuteMs = 60_000;

    /// <summary>How long a bucket for long times is.</summary>
    public const long HourMs = 60 * MinuteMs;

    private const int MinutesKept = (6 * 60) + 1;
    private static readonly long s_finest = (long)TimeSpan.FromHours(6).TotalMilliseconds;
    private static readonly TimeSpan s_longestBurn = BurnWindow.All[^1].Length;

    /// <summary>Begins with nothing spent.</summary>
    public RouteBudget(TimeSpan window) => Hours = new BucketRing(HourMs, HoursOf(window));

    /// <summary>The last six hours.</summary>
    public BucketRing Minutes { get; } = new(MinuteMs, MinutesKept);

    /// <summary>The window of the objective, and three days at least.</summary>
    public BucketRing Hours { get; private set; }

    /// <summary>What was too slow for this, in µs, is counted as slow; 0: nothing is timed.</summary>
    public long WithinUs { get; private set; }

    /// <summary>Whether all that it could tell is too old.</summary>
    public bool IsOver(long nowMs) => Hours.Latest < (nowMs / HourMs) - Hours.Capacity;

    /// <summary>Adds what was counted until a time, in ms.</summary>
    public void Add(long nowMs, BudgetCounts counts)
    {
        Minutes.Add(nowMs, counts);
        Hours.Add(nowMs, counts);
    }

    /// <summary>Adds what another one knows.</summary>
    public void Add(RouteBudget other)
    {
        foreach (var (number, counts) in other.Minutes.Filled())
            Minutes.Put(number, counts);
        foreach (var (number, counts) in other.Hours.Filled())
            Hours.Put(number, counts);
    }

    /// <summary>What was counted in a time that ends now.</summary>
    public BudgetCounts Over(long nowMs, TimeSpan time)
    {
        var overMs = (long)time.TotalMilliseconds;
        return (overMs <= s_finest ? Minutes : Hours).Sum(nowMs, overMs);
    }

    /// <summary>Follows a changed objective: what is kept for longer stays; how fast answers were means nothing under another bound.</summary>
    public void Follow(TimeSpan window, long withinUs)
    {
        var hours = HoursOf(window);
        if (hours != Hours.Capacity)
        {
            var before = Hours;
            Hours = new BucketRing(HourMs, hours);
            foreach (var (number, counts) in before.Filled())
                Hours.Put(number, counts);
        }

        if (withinUs == WithinUs)
            return;
        if (WithinUs != 0)
        {
            Minutes.ForgetTimes();
            Hours.ForgetTimes();
        }

        WithinUs = withinUs;
    }

    /// <summary>How it stands at a time, in ms.</summary>
    public RouteFigures Draw(string route, ObjectiveModel objective, BudgetCounts sinceStart, long nowMs)
    {
        var window = Over(nowMs, objective.Window);
        var burns = BurnWindow.All.Select(burn => (Window: burn, Counts: burn.Length <= objective.Window ? Over(nowMs, burn.Length) : default)).ToArray();
        var availability = new BudgetFigures(
            objective.Availability, window.Total, window.Bad, [.. burns.Select(burn => Of(burn.Window, burn.Counts.Total, burn.Counts.Bad, objective.Availability))]);
        var latency = objective.Latency is { } wanted
            ? new BudgetFigures(
                wanted.Share, window.Timed, window.Slow, [.. burns.Select(burn => Of(burn.Window, burn.Counts.Timed, burn.Counts.Slow, wanted.Share))])
            : null;
        return new RouteFigures(route, objective, availability, latency, sinceStart);
    }

    private static BurnFigures Of(BurnWindow window, long total, long bad, double objective) => new(window, total, bad, BudgetMath.BurnRate(total, bad, objective));

    private static int HoursOf(TimeSpan window) => (int)Math.Ceiling(Math.Max(window.TotalHours, s_longestBurn.TotalHours)) + 1;
}
