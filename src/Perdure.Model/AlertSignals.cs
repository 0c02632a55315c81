using System.Collections.Immutable;
using System.Text.Json;

namespace Perdure.Model;

/// <summary>Every signal that an alerting rule can watch.</summary>
public static class AlertSignals
{
    private const AlertScope Traffic = AlertScope.Service | AlertScope.Route;

    /// <summary>All of them, in the order of <see cref="AlertSignal"/>.</summary>
    public static ImmutableArray<AlertSignalInfo> All { get; } =
    [
        Of(AlertSignal.ErrorRatio, AlertUnit.Ratio, Traffic, windowed: true),
        Of(AlertSignal.ShedRatio, AlertUnit.Ratio, Traffic, windowed: true),
        Of(AlertSignal.LatencyP50, AlertUnit.Seconds, Traffic, windowed: true),
        Of(AlertSignal.LatencyP90, AlertUnit.Seconds, Traffic, windowed: true),
        Of(AlertSignal.LatencyP99, AlertUnit.Seconds, Traffic, windowed: true),
        Of(AlertSignal.Availability, AlertUnit.Ratio, AlertScope.Service),
        Of(AlertSignal.InstancesAvailable, AlertUnit.Count, AlertScope.Service),
        Of(AlertSignal.BreakersOpen, AlertUnit.Count, AlertScope.Service),
        Of(AlertSignal.Saturation, AlertUnit.Ratio, Traffic),
        Of(AlertSignal.QueueDepth, AlertUnit.Count, AlertScope.Queue),
        Of(AlertSignal.QueueAge, AlertUnit.Seconds, AlertScope.Queue),
        Of(AlertSignal.DeadJobs, AlertUnit.Count, AlertScope.Queue),
        Of(AlertSignal.StoreLost, AlertUnit.Truth, AlertScope.Node),
        Of(AlertSignal.DurabilityLost, AlertUnit.Truth, AlertScope.Node),
        Of(AlertSignal.DiskUsed, AlertUnit.Ratio, AlertScope.Node),
        Of(AlertSignal.NodeOverloaded, AlertUnit.Truth, AlertScope.Node),
        Of(AlertSignal.ReloadRefused, AlertUnit.Truth, AlertScope.Node),
        Of(AlertSignal.CertificateExpiry, AlertUnit.Seconds, AlertScope.Listener),
        Of(AlertSignal.BudgetBurn, AlertUnit.Count, AlertScope.Route, windowed: true),
    ];

    /// <summary>What a signal is.</summary>
    public static AlertSignalInfo Of(AlertSignal signal) => All[(int)signal];

    private static AlertSignalInfo Of(AlertSignal signal, AlertUnit unit, AlertScope scopes, bool windowed = false) =>
        new(signal, NameOf(signal), unit, scopes, windowed);

    private static string NameOf(AlertSignal signal) => signal switch
    {
        AlertSignal.LatencyP50 => "latency-p50",
        AlertSignal.LatencyP90 => "latency-p90",
        AlertSignal.LatencyP99 => "latency-p99",
        _ => JsonNamingPolicy.KebabCaseLower.ConvertName(signal.ToString()),
    };
}
