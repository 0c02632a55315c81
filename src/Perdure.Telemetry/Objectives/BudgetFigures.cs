using System.Collections.Immutable;

namespace Perdure.Telemetry.Objectives;

/// <summary>How one objective stands: for availability, or for latency. Immutable.</summary>
/// <param name="Objective">The share that must be good.</param>
/// <param name="Total">Requests of the window.</param>
/// <param name="Bad">The bad ones among them.</param>
/// <param name="Burn">How it burns, in the order of <see cref="BurnWindow.All"/>.</param>
public sealed record BudgetFigures(double Objective, long Total, long Bad, ImmutableArray<BurnFigures> Burn)
{
    /// <summary>The share of good ones; null without any.</summary>
    public double? Ratio => BudgetMath.Ratio(Total, Bad);

    /// <summary>What is left of the budget: 1 is all of it; negative when it is overspent.</summary>
    public double Left => BudgetMath.Left(Total, Bad, Objective);
}
