using System.Globalization;

namespace Perdure.Model.Shapes;

/// <summary>
/// Durations as the Kubernetes Gateway API writes them (GEP-2257), and microseconds: <c>250ms</c>, <c>2s</c>, <c>1h30m</c>.
/// </summary>
internal static class Durations
{
    private const int MaxDigits = 9;

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    public static ScalarShape<TimeSpan> Between(string min, string max)
    {
        var (lowest, highest) = (Parse(min).Value, Parse(max).Value);
        return new ScalarShape<TimeSpan>(
            $"a duration from {min} to {max}",
            lowest,
            (text, _) => Parse(text) is var parsed && parsed.Ok && (parsed.Value < lowest || parsed.Value > highest)
                ? Parsed<TimeSpan>.Bad()
                : parsed,
            () => Scalar.Strict("^([0-9]+(h|m|s|ms|us))+$"));
    }

    /// <summary>The shortest text that means <paramref name="value"/>.</summary>
    public static string Format(TimeSpan value)
    {
        var left = value.Ticks;
        var text = "";
        foreach (var (unit, ticks) in Units)
        {
            text += left >= ticks ? string.Create(CultureInfo.InvariantCulture, $"{left / ticks}{unit}") : "";
            left %= ticks;
        }

        return text.Length == 0 ? "0s" : text;
    }

    internal static Parsed<TimeSpan> Parse(string text)
    {
        var ticks = 0L;
        var next = 0;
        for (var i = 0; i < text.Length;)
        {
            var digits = CountWhile(text, i, char.IsAsciiDigit);
            var letters = CountWhile(text, i + digits, char.IsAsciiLetter);
            var unit = Array.FindIndex(Units, next, u => text.AsSpan(i + digits, letters).SequenceEqual(u.Unit));
            if (digits is 0 or > MaxDigits || unit < 0)
            {
                return Parsed<TimeSpan>.Bad(Hint(text));
            }

            ticks += long.Parse(text.AsSpan(i, digits), CultureInfo.InvariantCulture) * Units[unit].Ticks;
            next = unit + 1;
            i += digits + letters;
        }

        return text.Length == 0 ? Parsed<TimeSpan>.Bad(Hint(text)) : Parsed<TimeSpan>.Good(TimeSpan.FromTicks(ticks));
    }

    private static string Hint(string text) => text.Length is > 0 and <= MaxDigits && text.All(char.IsAsciiDigit)
        ? $"add a unit: {text}s or {text}ms"
        : "write it like 250ms, 2s or 1h30m";

    private static int CountWhile(string text, int from, Func<char, bool> matches)
    {
        var count = 0;
        while (from + count < text.Length && matches(text[from + count]))
        {
            count++;
        }

        return count;
    }
}
