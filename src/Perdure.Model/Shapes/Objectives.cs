using System.Globalization;

namespace Perdure.Model.Shapes;

/// <summary>The values of objectives.</summary>
internal static class Objectives
{
    private const double LowestPercent = 50;
    private const double HighestPercent = 99.999;
    private static readonly TimeSpan s_shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(90);

    /// <summary>A share of requests. All of them is no objective: it leaves no budget to spend.</summary>
    public static ScalarShape<double> Share { get; } = new(
        "a percentage from 50% to 99.999%", 0.99, (text, _) => ParseShare(text), () => Scalar.Strict("^[0-9]+(\\.[0-9]+)?%$"));

    /// <summary>A time to look back, in days too.</summary>
    public static ScalarShape<TimeSpan> Window { get; } = new(
        "a duration from 1h to 90d", s_shortest, (text, _) => ParseWindow(text), () => Scalar.Strict("^[0-9]+d$|^([0-9]+(h|m|s|ms|us))+$"));

    private static Parsed<double> ParseShare(string text)
    {
        if (text.Length is < 2 or > 12 || text[^1] != '%' || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^2])
            || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            return Parsed<double>.Bad("write it like 99.9%");
        }

        // Rounded, because 99.9 / 100 is not the nearest number to 0.999.
        return percent is >= LowestPercent and <= HighestPercent ? Parsed<double>.Good(Math.Round(percent / 100, 8))
            : Parsed<double>.Bad(percent >= 100 ? "all of them leaves no budget for anything, also not for deployments" : null);
    }

    private static Parsed<TimeSpan> ParseWindow(string text)
    {
        Parsed<TimeSpan> parsed;
        if (text.EndsWith('d'))
        {
            parsed = int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= s_longest.Days
                ? Parsed<TimeSpan>.Good(TimeSpan.FromDays(days))
                : Parsed<TimeSpan>.Bad("write it like 30d or 12h");
        }
        else
        {
            parsed = Durations.Parse(text);
        }

        return !parsed.Ok ? Parsed<TimeSpan>.Bad("write it like 30d or 12h")
            : parsed.Value < s_shortest || parsed.Value > s_longest ? Parsed<TimeSpan>.Bad() : parsed;
    }
}
