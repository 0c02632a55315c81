using System.Globalization;

namespace Perdure.Model.Shapes;

/// <summary>Integers, shares and sizes.</summary>
internal static class Numbers
{
    private static readonly (string Unit, long Bytes)[] Sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000),
        ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    public static ScalarShape<int> Integer(int min, int max) => new(
        $"an integer from {min} to {max}",
        min,
        (text, _) => Whole(text) is { } value && value >= min && value <= max ? Parsed<int>.Good((int)value) : Parsed<int>.Bad(),
        () => Scalar.Integer(min, max));

    /// <summary>A share written as a percentage; its value is a ratio, 0.5 for 50%.</summary>
    public static ScalarShape<double> Percentage(int min, int max = 100) => new(
        $"a percentage from {min}% to {max}%",
        min / 100.0,
        (text, _) => ParsePercentage(text, min, max),
        () => Scalar.Strict("^[0-9]+(\\.[0-9]+)?%$"));

    /// <summary>A share, or <c>off</c>, which is null.</summary>
    public static ScalarShape<double?> PercentageOrOff(int min) => new(
        $"a percentage from {min}% to 100%, or off",
        null,
        (text, _) => text == "off" ? Parsed<double?>.Good(null)
            : ParsePercentage(text, min, 100) is { Ok: true } share ? Parsed<double?>.Good(share.Value)
            : Parsed<double?>.Bad(ParsePercentage(text, min, 100).Hint),
        () => Scalar.Strict("^[0-9]+(\\.[0-9]+)?%$|^off$"));

    /// <summary>A size in bytes.</summary>
    public static ScalarShape<long> Size(string min, string max)
    {
        var (lowest, highest) = (ParseSize(min)!.Value, ParseSize(max)!.Value);
        return new ScalarShape<long>(
            $"a size from {min} to {max}",
            lowest,
            (text, _) => ParseSize(text) is not { } size ? Parsed<long>.Bad("write it like 64KiB or 10MB")
                : size < lowest || size > highest ? Parsed<long>.Bad() : Parsed<long>.Good(size),
            () => Scalar.Integer(lowest, highest, "^[0-9]+([KMGT]iB|[kKMGT]?B)?$"));
    }

    private static long? Whole(string text) =>
        text.Length is > 0 and <= 18 && long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && text[0] != '+'
            ? value
            : null;

    private static Parsed<double> ParsePercentage(string text, int min, int max)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        if (text.EndsWith('%') && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^2])
            && double.TryParse(text.AsSpan(0, text.Length - 1), Style, CultureInfo.InvariantCulture, out var percent))
        {
            return percent >= min && percent <= max ? Parsed<double>.Good(percent / 100) : Parsed<double>.Bad();
        }

        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out var ratio) && ratio <= 1
            ? Parsed<double>.Bad(string.Create(CultureInfo.InvariantCulture, $"write {ratio * 100:0.##}%"))
            : Parsed<double>.Bad("write it like 50%");
    }

    private static long? ParseSize(string text)
    {
        var (unit, bytes) = Array.Find(
            Sizes, s => text.EndsWith(s.Unit, StringComparison.Ordinal)) is { Unit: not null } found ? found : ("", 1);
        return Whole(text[..^unit.Length]) is { } count and >= 0 && count <= long.MaxValue / bytes ? count * bytes : null;
    }
}
