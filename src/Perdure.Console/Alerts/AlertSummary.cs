using Perdure.Telemetry.Alerting;

namespace Perdure.Console.Alerts;

/// <summary>The alerts of a node in a line of its status.</summary>
/// <param name="Firing">How many fire and are not silenced.</param>
/// <param name="Pending">How many are pending.</param>
/// <param name="Silenced">How many fire and are silenced.</param>
/// <param name="Names">The rules that fire, the worst first; ten at most.</param>
public sealed record AlertSummary(int Firing, int Pending, int Silenced, IReadOnlyList<string> Names)
{
    private const int NamesMax = 10;

    /// <summary>The picture of this moment.</summary>
    public static AlertSummary Of(NodeAlerts alerts)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        var current = alerts.Current;
        var firing = current.Where(alert => alert.Phase == AlertPhase.Firing).ToLookup(alert => alerts.SilenceOf(alert) is not null);
        return new AlertSummary(
            firing[false].Count(),
            current.Count(alert => alert.Phase == AlertPhase.Pending),
            firing[true].Count(),
            [.. firing[false].Select(alert => alert.Name).Distinct().Take(NamesMax)]);
    }
}
