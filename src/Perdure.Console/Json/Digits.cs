using System.Text.Json;
using Perdure.Telemetry.Traffic;

namespace Perdure.Console.Json;

/// <summary>Measured numbers without the digits that mean nothing: they cost bytes every second.</summary>
internal static class Digits
{
    /// <summary>How many digits of a measured value count.</summary>
    public const int Significant = 3;

    private const double Largest = 1e15;

    /// <summary>The value with that many digits; whole numbers keep theirs.</summary>
    public static double Round(double value)
    {
        var size = Math.Abs(value);
        if (size is 0 or >= Largest || !double.IsFinite(value))
            return value;
        var digits = Significant - 1 - (int)Math.Floor(Math.Log10(size));
        return digits <= 0 ? Math.Round(value) : Math.Round(value, Math.Min(digits, 15));
    }

    /// <summary>A number; null for one that is not known.</summary>
    public static void Write(Utf8JsonWriter to, double value)
    {
        if (double.IsFinite(value))
            to.WriteNumberValue(Round(value));
        else
            to.WriteNullValue();
    }

    /// <summary>A second of traffic: <c>[unixSeconds, requests/s, failed/s, degraded/s, shed/s, heldBack/s, p50Ms, p90Ms, p99Ms]</c>.</summary>
    public static void Write(Utf8JsonWriter to, in TrafficPoint point)
    {
        to.WriteStartArray();
        to.WriteNumberValue(point.UnixSeconds);
        foreach (var value in (ReadOnlySpan<float>)[point.Requests, point.Failed, point.Degraded, point.Shed, point.HeldBack, point.P50Ms, point.P90Ms, point.P99Ms])
            Write(to, (double)value);
        to.WriteEndArray();
    }
}
