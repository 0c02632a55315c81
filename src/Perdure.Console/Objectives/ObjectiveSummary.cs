using Perdure.Telemetry.Objectives;

namespace Perdure.Console.Objectives;

/// <summary>The objectives of a node in a line of its status.</summary>
/// <param name="Routes">How many routes have one.</param>
/// <param name="Overspent">How many of them have spent more than their error budget.</param>
/// <param name="Worst">The route with the least left; null without any.</param>
/// <param name="WorstLeft">What that has left: 1 is all of it; negative when it is overspent.</param>
public sealed record ObjectiveSummary(int Routes, int Overspent, string? Worst, double WorstLeft)
{
    /// <summary>The picture of this moment; null when no route has an objective.</summary>
    public static ObjectiveSummary? Of(IReadOnlyList<RouteFigures> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        if (routes.Count == 0)
            return null;
        var worst = routes.MinBy(Left)!;
        return new ObjectiveSummary(routes.Count, routes.Count(route => Left(route) < 0), worst.Route, Left(worst));
    }

    private static double Left(RouteFigures route) => route.Both.Min(one => one.Figures.Left);
}
