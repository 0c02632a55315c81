using Perdure.Model.Shapes;

namespace Perdure.Model;

/// <summary>Durations as the system file writes them, for everything else that reads or shows one: <c>250ms</c>, <c>2s</c>, <c>1h30m</c>.</summary>
public static class DurationText
{
    /// <summary>Reads one. False, and zero, for anything else.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        var parsed = Durations.Parse(text ?? "");
        value = parsed.Ok ? parsed.Value : TimeSpan.Zero;
        return parsed.Ok;
    }

    /// <summary>The shortest text that means <paramref name="value"/>.</summary>
    public static string Format(TimeSpan value) => Durations.Format(value);
}
