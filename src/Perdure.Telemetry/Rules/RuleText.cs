using System.Collections.Immutable;
using System.Globalization;
using Perdure.Model;
using Perdure.Telemetry.Prometheus;

namespace Perdure.Telemetry.Rules;

/// <summary>The pieces that expressions and files of Prometheus are made of.</summary>
internal static class RuleText
{
    /// <summary>A number as PromQL reads it.</summary>
    public static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>A duration as Prometheus writes it; it knows nothing shorter than a millisecond.</summary>
    public static string Duration(TimeSpan value) => DurationText.Format(TimeSpan.FromMilliseconds(Math.Ceiling(value.TotalMilliseconds)));

    /// <summary>Conditions on labels, in braces; nothing when there are none.</summary>
    public static string Where(params IEnumerable<string?> conditions)
    {
        var all = conditions.Where(condition => condition is not null).ToImmutableArray();
        return all.IsEmpty ? "" : "{" + string.Join(", ", all) + "}";
    }

    /// <summary>A label that has a value; null for any.</summary>
    public static string? Is(string label, string? value) => value is null ? null : $"{label}=\"{PrometheusNames.Escaped(value)}\"";

    /// <summary>A text of a system file, of which Prometheus must take nothing for a template.</summary>
    public static string Literal(string text) => text.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal);

    /// <summary>A scalar of YAML, on one line.</summary>
    public static string Scalar(string text) => text.Any(char.IsControl)
        ? "\"" + string.Concat(text.Select(letter => letter is '"' or '\\' ? $"\\{letter}" : char.IsControl(letter) ? $"\\u{(int)letter:x4}" : letter.ToString())) + "\""
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>More lines, each behind so many spaces.</summary>
    public static string Indented(string text, int spaces) => new string(' ', spaces) + text.ReplaceLineEndings("\n").Replace("\n", "\n" + new string(' ', spaces), StringComparison.Ordinal);
}
