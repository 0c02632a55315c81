namespace Perdure.Gauntlet.Results;

/// <summary>How a contestant stands in a scenario: the medians that decide, worst case for what must never happen.</summary>
/// <param name="Contestant">Its name.</param>
/// <param name="Broken">Most over the runs of what must be 0: duplicate POSTs, silent truncations, hosts killed beyond the first per poison, fetches beyond the first per key.</param>
/// <param name="CriticalLost">Critical requests lost, where there are such.</param>
/// <param name="Goodput">Achieved ÷ theoretical.</param>
/// <param name="Lost">Requests lost that could have been saved.</param>
/// <param name="P999Ms">99.9th percentile during the fault.</param>
/// <param name="Sent">Requests counted.</param>
public sealed record Standing(string Contestant, double Broken, double CriticalLost, double Goodput, double Lost, double P999Ms, double Sent)
{
    /// <summary>Share of the requests within which losses are level.</summary>
    private const double LostTolerance = 0.001;

    /// <summary>Least number of lost requests that tells anything.</summary>
    private const double LostFloor = 2;

    /// <summary>p99.9 is level within this share or <see cref="TailFloorMs"/>.</summary>
    private const double TailTolerance = 0.2;

    private const double TailFloorMs = 25;

    /// <summary>The standing of one contestant over its runs.</summary>
    public static Standing Of(IReadOnlyCollection<RunResult> runs) => new(
        runs.First().Contestant,
        runs.Max(r => r.NotStarted is null ? r.DuplicatePosts + r.SilentTruncations + Math.Max(0, (r.KilledPerPoison ?? 0) - 1) + Math.Max(0, (r.Stampede?.MostFetches ?? 0) - 1) : 0),
        Median.Of(runs, r => r.Overload?.CriticalLost ?? 0),
        Median.Of(runs, r => r.Goodput),
        Median.Of(runs, r => r.Lost),
        Median.Of(runs, r => r.NotStarted is null ? r.P999Ms : double.PositiveInfinity),
        Median.Of(runs, r => r.Sent));

    /// <summary>
    /// Positive when this is ahead of <paramref name="other"/>, 0 when level, negative when behind. In this order: what must never
    /// happen; critical requests lost; requests lost, which is achieved against theoretical goodput in whole requests; p99.9.
    /// </summary>
    public int Against(Standing other)
    {
        if (Broken != other.Broken) return other.Broken.CompareTo(Broken);
        var tolerance = Math.Max(LostFloor, LostTolerance * Math.Max(Sent, other.Sent));
        if (Math.Abs(CriticalLost - other.CriticalLost) > tolerance) return other.CriticalLost.CompareTo(CriticalLost);
        if (double.IsInfinity(Lost) || double.IsInfinity(other.Lost)) return other.Lost.CompareTo(Lost);
        if (Math.Abs(Lost - other.Lost) > tolerance) return other.Lost.CompareTo(Lost);
        var tail = Math.Max(TailFloorMs, TailTolerance * Math.Max(P999Ms, other.P999Ms));
        return Math.Abs(P999Ms - other.P999Ms) <= tail ? 0 : other.P999Ms.CompareTo(P999Ms);
    }
}
