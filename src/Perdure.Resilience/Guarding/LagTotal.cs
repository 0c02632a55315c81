namespace Perdure.Resilience.Guarding;

/// <summary>Some dispatch lags: how long it took the process to turn to something that was there for it.</summary>
/// <param name="SumUs">All of them, in µs.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct LagTotal(long SumUs, int Count)
{
    /// <summary>Their mean in µs; null when there are none.</summary>
    public double? MeanUs => Count == 0 ? null : (double)SumUs / Count;

    /// <summary>These and those.</summary>
    public LagTotal Plus(in LagTotal other) => new(SumUs + other.SumUs, Count + other.Count);
}
