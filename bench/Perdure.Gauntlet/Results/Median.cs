namespace Perdure.Gauntlet.Results;

/// <summary>The middle of some runs.</summary>
public static class Median
{
    /// <summary>The median; of an even number the mean of the two in the middle. Null values (never) count as the largest.</summary>
    public static double? Of(IEnumerable<double?> values)
    {
        var sorted = values.Select(v => v ?? double.PositiveInfinity).Order().ToArray();
        if (sorted.Length == 0) return null;
        var median = sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
        return double.IsPositiveInfinity(median) ? null : median;
    }

    /// <summary>The median of a figure over runs.</summary>
    public static double Of(IEnumerable<RunResult> runs, Func<RunResult, double> figure) => Of(runs.Select(r => (double?)figure(r))) ?? double.PositiveInfinity;
}
