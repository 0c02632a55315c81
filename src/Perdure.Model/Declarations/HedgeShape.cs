using System.Globalization;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>hedge</c> of a service.</summary>
internal static class HedgeShape
{
    private static readonly ScalarShape<Delay> DelayShape = new(
        "a percentile from p50 to p99.9, or a duration from 1ms to 1m",
        new Delay(0.95, null),
        (text, _) => Parse(text),
        () => Scalar.Strict("^p[0-9]{2}(\\.[0-9])?$|^([0-9]+(m|s|ms|us))+$"));

    private static readonly Key<Delay> After = new(
        "after", DelayShape, "When the second copy goes out: later than this share of the service's recent answers came, or after a fixed time.")
    {
        Default = "p95",
    };

    private static readonly Key<double> Budget = new("budget", Numbers.Percentage(1, 50), "Second copies allowed per hundred requests.")
    {
        Default = "5%",
    };

    public static MappingShape<HedgeModel> Shape { get; } = new([After, Budget], v => new HedgeModel
    {
        Percentile = v.Get(After).Percentile,
        After = v.Get(After).Fixed,
        Budget = v.Get(Budget),
    });

    private static Parsed<Delay> Parse(string text)
    {
        if (text.StartsWith('p') && text.Length > 1 && char.IsAsciiDigit(text[^1]) && double.TryParse(
            text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            return percent is >= 50 and <= 99.9 ? Parsed<Delay>.Good(new Delay(Math.Round(percent * 10) / 1_000, null)) : Parsed<Delay>.Bad();
        }

        var duration = Durations.Parse(text);
        return !duration.Ok ? Parsed<Delay>.Bad("write it like p95 or 50ms")
            : duration.Value < TimeSpan.FromMilliseconds(1) || duration.Value > TimeSpan.FromMinutes(1) ? Parsed<Delay>.Bad()
            : Parsed<Delay>.Good(new Delay(new HedgeModel().Percentile, duration.Value));
    }

    /// <summary>A percentile, or a fixed time.</summary>
    private readonly record struct Delay(double Percentile, TimeSpan? Fixed);
}
