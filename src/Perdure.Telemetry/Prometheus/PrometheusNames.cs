using System.Text;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Prometheus;

/// <summary>
/// OpenTelemetry's names as Prometheus wants them (OpenTelemetry's "Prometheus and OpenMetrics Compatibility"): underscores, the unit in full, counters end in
/// <c>_total</c>. One thing is ours: what Prometheus' linter takes for a part of a histogram, the suffix <c>_count</c>, is left off.
/// </summary>
internal static class PrometheusNames
{
    /// <summary>The name of a metric's family.</summary>
    public static string Of(MetricDefinition metric)
    {
        var name = Plain(metric.Name);
        if (metric.Kind != MetricKind.Histogram && name.EndsWith("_count", StringComparison.Ordinal))
            name = name[..^"_count".Length] + "s";
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when metric.Kind is MetricKind.Gauge => "_ratio",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return metric.Kind == MetricKind.Counter ? name + "_total" : name;
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string name) => Plain(name);

    /// <summary>A label's value between its quotes.</summary>
    public static string Escaped(string value) =>
        value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
            ? value
            : value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    /// <summary>A text after HELP: quotes stay as they are.</summary>
    public static string EscapedHelp(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
            plain.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        if (plain.Length == 0 || char.IsAsciiDigit(plain[0]))
            plain.Insert(0, '_');
        return plain.ToString();
    }
}
