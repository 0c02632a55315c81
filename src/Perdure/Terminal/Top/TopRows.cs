using System.Globalization;
using Perdure.Console.Nodes;
using Perdure.Console.Objectives;

namespace Perdure.Terminal.Top;

/// <summary>The rows of routes and of instances, the most trouble first. Every state is a word; colour only makes it easier to find. Pure.</summary>
internal static class TopRows
{
    /// <summary>From this share of errors on, something is wrong.</summary>
    public const double ErrorsMuch = 0.05;

    private const double BudgetScarce = 0.25;

    /// <summary>The columns of routes.</summary>
    public static IReadOnlyList<TopColumn> RouteColumns { get; } =
        [new("ROUTE", 14, 40, false), new("SERVICE", 10, 30, false, 90), new("REQ/S", 8, 9, true), new("ERRORS", 7, 8, true), new("P99 MS", 8, 9, true), new("BUDGET LEFT", 18, 20, true), new("BURN 1H", 8, 9, true)];

    /// <summary>The columns of instances.</summary>
    public static IReadOnlyList<TopColumn> InstanceColumns { get; } =
    [
        new("INSTANCE", 16, 44, false), new("ZONE", 6, 16, false, 110), new("STATE", 12, 13, false), new("BREAKER", 9, 14, false, 70), new("FLIGHT", 6, 7, true), new("REQ/S", 7, 9, true),
        new("ERRORS", 6, 8, true), new("P50 MS", 6, 8, true, 100), new("P99 MS", 6, 8, true), new("FOR", 7, 8, true, 90), new("WHY", 4, 200, false),
    ];

    /// <summary>The routes of a service, or all.</summary>
    public static IReadOnlyList<TopRow> Routes(TopSample now, TopSample? before, string? service) => Sorted(
        from route in now.Node.Routes
        where service is null || route.Service == service
        let rates = now.Routes.Routes.FirstOrDefault(one => one.Name == route.Name) is { } counts ? TopRates.Of(counts, now, before) : null
        let objective = now.Objectives.FirstOrDefault(one => one.Route == route.Name)
        select Of(route, rates, objective));

    /// <summary>The instances of a service, or all.</summary>
    public static IReadOnlyList<TopRow> Instances(TopSample now, string? service, DateTimeOffset wall) => Sorted(
        from one in now.Services
        where service is null || one.Name == service
        from instance in one.Instances
        select Of(one, instance, wall));

    private static IReadOnlyList<TopRow> Sorted(IEnumerable<TopRow> rows) => [.. rows.OrderByDescending(row => row.Trouble)];

    private static TopRow Of(RouteStatus route, (double PerSecond, double Errors, double P99Ms)? rates, ObjectiveStatus? objective)
    {
        var left = objective is null ? (double?)null : Math.Min(objective.BudgetLeft, objective.LatencyBudgetLeft ?? 1);
        var burn = objective is null ? null : Worse(objective.Burn.GetValueOrDefault("1h"), objective.LatencyBurn?.GetValueOrDefault("1h"));
        var trouble = (rates?.Errors >= ErrorsMuch ? 2 : 0) + (left < 0 ? 2 : left < BudgetScarce ? 1 : 0) + (burn > 14.4 ? 2 : burn > 1 ? 1 : 0);
        return new TopRow(
            trouble,
            [
                (route.Name, null), (route.Service, null), (Number(rates?.PerSecond), null), Errors(rates?.Errors), (Number(rates?.P99Ms), null),
                left is { } share
                    ? (ObjectivePage.LeftText(share) + (share < 0 ? " overspent" : ""), share < 0 ? StateStyle.Bad : share < BudgetScarce ? StateStyle.Fair : null)
                    : ("-", null),
                (burn is { } fast ? fast.ToString("0.0", CultureInfo.InvariantCulture) + "x" : "-", burn > 14.4 ? StateStyle.Bad : burn > 1 ? StateStyle.Fair : null),
            ]);
    }

    private static TopRow Of(ServiceStatus service, InstanceStatus instance, DateTimeOffset wall)
    {
        var colour = StateStyle.Of(instance.State);
        var trouble = (colour == StateStyle.Bad ? 4 : colour == StateStyle.Fair ? 2 : 0) + (instance.ErrorRatio >= ErrorsMuch ? 1 : 0);
        var why = instance.State == "available" ? instance.Process is { State: not "running", LastExit: { } exit } ? $"process: {exit}" : "" : instance.Why;
        return new TopRow(
            trouble,
            [
                ($"{service.Name}/{instance.Id}{(instance.Standby ? " (standby)" : "")}", null), (instance.Zone ?? "-", null), (instance.State, colour),
                (instance.Breaker.State, StateStyle.Of(instance.Breaker.State == "open" ? "breaker-open" : instance.Breaker.State)), (ShortText.Tally(instance.InFlight), null),
                (ShortText.Number(instance.RequestsPerSecond), null), Errors(instance.ErrorRatio), (ShortText.Number(instance.P50Ms), null), (ShortText.Number(instance.P99Ms), null),
                (ShortText.Span(wall - instance.Since), null), (PlainText.Line(why), null),
            ]);
    }

    private static (string Text, string? Colour) Errors(double? errors) => errors is { } share ? (ShortText.Percent(share), share >= ErrorsMuch ? StateStyle.Bad : null) : ("-", null);

    private static string Number(double? value) => value is { } known ? ShortText.Number(known) : "-";

    private static double? Worse(double? one, double? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);
}
