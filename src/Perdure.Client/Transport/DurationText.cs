using System.Globalization;

namespace Perdure.Client.Transport;

/// <summary>Durations as the API takes them.</summary>
internal static class DurationText
{
    /// <summary>Whole milliseconds, such as <c>2500ms</c>.</summary>
    public static string Of(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalMilliseconds}ms");
}
