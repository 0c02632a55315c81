using Perdure.Telemetry.Objectives;

namespace Perdure.Console.Objectives;

/// <summary>How a route stands with its objective, as the admin API shows it.</summary>
public sealed record ObjectiveStatus
{
    /// <summary>The route.</summary>
    public required string Route { get; init; }

    /// <summary>The share of requests that must be answered well, 0.5 to 0.99999.</summary>
    public required double Objective { get; init; }

    /// <summary>The time that the shares are meant over, in days.</summary>
    public required double WindowDays { get; init; }

    /// <summary>Requests of the window that were answered.</summary>
    public required long Good { get; init; }

    /// <summary>All requests of the window that count.</summary>
    public required long Total { get; init; }

    /// <summary>The one by the other; null without any.</summary>
    public double? Ratio { get; init; }

    /// <summary>What is left of the error budget: 1 is all of it, 0 nothing; negative when it is overspent.</summary>
    public required double BudgetLeft { get; init; }

    /// <summary>
    /// How many times as fast as it would last for the window the budget burns, by the time looked at: <c>5m</c>, <c>30m</c>, <c>1h</c>, <c>6h</c>, <c>3d</c>. Null without
    /// requests, and for times that are longer than the window.
    /// </summary>
    public required IReadOnlyDictionary<string, double?> Burn { get; init; }

    /// <summary>The objective for latency; null without one.</summary>
    public LatencyObjective? Latency { get; init; }

    /// <summary>Answers of the window that were fast enough; null without such an objective.</summary>
    public long? LatencyGood { get; init; }

    /// <summary>All answers of the window that were timed.</summary>
    public long? LatencyTotal { get; init; }

    /// <summary>The one by the other; null without any.</summary>
    public double? LatencyRatio { get; init; }

    /// <summary>What is left of the budget for slow answers.</summary>
    public double? LatencyBudgetLeft { get; init; }

    /// <summary>How fast that burns.</summary>
    public IReadOnlyDictionary<string, double?>? LatencyBurn { get; init; }

    /// <summary>The picture of this moment.</summary>
    public static ObjectiveStatus Of(RouteFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var (availability, latency) = (figures.Availability, figures.Latency);
        return new ObjectiveStatus
        {
            Route = figures.Route,
            Objective = availability.Objective,
            WindowDays = figures.Objective.Window.TotalDays,
            Good = availability.Total - availability.Bad,
            Total = availability.Total,
            Ratio = availability.Ratio,
            BudgetLeft = availability.Left,
            Burn = Burns(availability),
            Latency = latency is null ? null : new LatencyObjective(figures.Objective.Latency!.Measured.TotalMilliseconds, latency.Objective),
            LatencyGood = latency?.Total - latency?.Bad,
            LatencyTotal = latency?.Total,
            LatencyRatio = latency?.Ratio,
            LatencyBudgetLeft = latency?.Left,
            LatencyBurn = latency is null ? null : Burns(latency),
        };
    }

    private static Dictionary<string, double?> Burns(BudgetFigures figures) => figures.Burn.ToDictionary(burn => burn.Window.Name, burn => burn.Rate);
}
