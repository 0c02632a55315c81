namespace Perdure.Telemetry.Objectives;

/// <summary>Requests that count for an objective, and those of them that it did not want. Immutable.</summary>
/// <param name="Total">Requests that were answered, failed, or were turned away.</param>
/// <param name="Bad">Those that failed or were turned away.</param>
/// <param name="Timed">Answers, degraded ones included, that were timed.</param>
/// <param name="Slow">Those of them that took too long.</param>
public readonly record struct BudgetCounts(long Total, long Bad, long Timed, long Slow)
{
    /// <summary>Both together.</summary>
    public static BudgetCounts operator +(BudgetCounts one, BudgetCounts other) => Add(one, other);

    /// <summary>Both together.</summary>
    public static BudgetCounts Add(BudgetCounts one, BudgetCounts other) =>
        new(one.Total + other.Total, one.Bad + other.Bad, one.Timed + other.Timed, one.Slow + other.Slow);

    /// <summary>How far counters went since they stood at <paramref name="before"/>. When one has fallen, they all began anew, and this is how far they have come since.</summary>
    public BudgetCounts Since(BudgetCounts before) =>
        Total < before.Total || Bad < before.Bad || Timed < before.Timed || Slow < before.Slow
            ? this
            : new BudgetCounts(Total - before.Total, Bad - before.Bad, Timed - before.Timed, Slow - before.Slow);

    /// <summary>Whether they can be: nothing negative, and no more bad ones than there are.</summary>
    public bool IsSound => Bad >= 0 && Slow >= 0 && Total >= Bad && Timed >= Slow;
}
