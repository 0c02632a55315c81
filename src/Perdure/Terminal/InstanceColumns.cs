using System.Globalization;
using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The columns between the name of an instance and the reason of its state, and what they say.</summary>
internal static class InstanceColumns
{
    private const int Medium = 105;
    private const int Wide = 140;

    /// <summary>The columns for these services: those that fit the width and that something fills.</summary>
    public static IReadOnlyList<InstanceColumn> For(IReadOnlyList<ServiceStatus> services, int width, DateTimeOffset now)
    {
        var instances = services.SelectMany(service => service.Instances).ToArray();
        var zones = instances.Any(instance => instance.Zone is not null);
        var processes = instances.Any(instance => instance.Process is not null);
        return
        [
            .. All(now).Where(column =>
                column.WidthMin <= width && (column.Name != "zone" || zones) && (column.Name != "process" || processes)),
        ];
    }

    /// <summary>A state in its colour.</summary>
    public static string Coloured(string state) => $"[{StateStyle.Of(state)}]{Markup.Escape(state)}[/]";

    private static InstanceColumn[] All(DateTimeOffset now) =>
    [
        new("zone", Medium, false, instance => Markup.Escape(instance.Zone ?? "-")),
        new("state", 0, false, instance => Coloured(instance.State)),
        new("for", Medium, true, instance => ShortText.Span(now - instance.Since)),
        new("breaker", Medium, false, instance => Coloured(instance.Breaker.State)),
        new("weight", Wide, true, Weight),
        new("flight", 0, true, instance => ShortText.Tally(instance.InFlight)),
        new("req/s", 0, true, instance => ShortText.Number(instance.RequestsPerSecond)),
        new("errors", 0, true, instance => ShortText.Percent(instance.ErrorRatio)),
        new("p50 ms", Wide, true, instance => ShortText.Number(instance.P50Ms)),
        new("p99 ms", 0, true, instance => ShortText.Number(instance.P99Ms)),
        new("ejected", Wide, true, instance => ShortText.Tally(instance.Ejections)),
        new("process", Wide, false, instance => Process(instance.Process)),
    ];

    private static string Weight(InstanceStatus instance)
    {
        var full = instance.Weight.ToString("0.##", CultureInfo.InvariantCulture);
        var now = instance.EffectiveWeight.ToString("0.##", CultureInfo.InvariantCulture);
        return now == full ? full : $"{now}/{full}";
    }

    private static string Process(InstanceProcess? process)
    {
        if (process is null)
            return "-";
        var pid = process.Pid is { } id ? $" {id}" : "";
        var restarts = process.Restarts == 0 ? "" : $" +{process.Restarts}";
        return Coloured(process.State) + pid + restarts;
    }
}
