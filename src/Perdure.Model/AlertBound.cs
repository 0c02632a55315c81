using System.Globalization;

namespace Perdure.Model;

/// <summary>What a signal is compared with.</summary>
/// <param name="Unit">What it counts: it must be that of the signal.</param>
/// <param name="Value">The bound: a ratio, seconds, or a count.</param>
public readonly record struct AlertBound(AlertUnit Unit, double Value)
{
    /// <summary>As the system file writes it.</summary>
    public override string ToString() => Show(Unit, Value);

    /// <summary>A value of a signal, for people.</summary>
    public static string Show(AlertUnit unit, double value) => unit switch
    {
        AlertUnit.Ratio => (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%",
        AlertUnit.Seconds => DurationText.Format(Shortened(value)),
        AlertUnit.Truth => value > 0 ? "yes" : "no",
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    // Nobody reads the milliseconds of an hour.
    private static TimeSpan Shortened(double seconds) => seconds switch
    {
        < 0.01 => TimeSpan.FromMicroseconds(Math.Round(seconds * 1e6)),
        < 10 => TimeSpan.FromMilliseconds(Math.Round(seconds * 1e3)),
        < 86_400 => TimeSpan.FromSeconds(Math.Round(seconds)),
        _ => TimeSpan.FromHours(Math.Round(Math.Min(seconds, 1e9) / 3_600)),
    };
}
