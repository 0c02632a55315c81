using System.Globalization;

namespace Perdure.Terminal;

/// <summary>Numbers and times as short as a dense table needs them.</summary>
internal static class ShortText
{
    /// <summary>A span by its two largest units, such as <c>3m12s</c> or <c>2d4h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 1 } => $"{span.Seconds}s",
        { TotalHours: < 1 } => $"{span.Minutes}m{span.Seconds:00}s",
        { TotalDays: < 1 } => $"{span.Hours}h{span.Minutes:00}m",
        _ => $"{(int)span.TotalDays}d{span.Hours}h",
    };

    /// <summary>A rate or a duration: one decimal below 10, none above; a dash for nothing.</summary>
    public static string Number(double value) => value switch
    {
        0 => "-",
        < 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A share of 1 in percent; a dash for nothing.</summary>
    public static string Percent(double ratio) => ratio == 0 ? "-" : ratio.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>A count with separators; a dash for nothing.</summary>
    public static string Tally(long count) => count == 0 ? "-" : Count(count);

    /// <summary>A count with separators.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
