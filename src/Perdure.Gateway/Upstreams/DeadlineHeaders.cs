using System.Globalization;

namespace Perdure.Gateway.Upstreams;

/// <summary>
/// How what is left of a deadline travels: <c>X-Request-Deadline: 1500ms</c> (milliseconds from now, so that clocks need not agree) and
/// <c>grpc-timeout</c> (gRPC over HTTP/2: at most eight digits and a unit).
/// </summary>
internal static class DeadlineHeaders
{
    public const string Name = "X-Request-Deadline";

    public const string Grpc = "grpc-timeout";

    // Deadlines repeat (most requests begin with the whole time-out), so their texts are made once.
    private static readonly string[] Texts = new string[4096];

    /// <summary>The text of a deadline in milliseconds.</summary>
    public static string Format(long remainingMs) =>
        (ulong)remainingMs < (ulong)Texts.Length ? Texts[remainingMs] ??= Text(remainingMs) : Text(remainingMs);

    /// <summary>Reads <c>1500ms</c>; null when it is not of that form.</summary>
    public static long? Parse(string? text) =>
        text is not null && text.EndsWith("ms", StringComparison.Ordinal)
        && long.TryParse(text.AsSpan(0, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < int.MaxValue
            ? ms
            : null;

    /// <summary>Reads a <c>grpc-timeout</c> as milliseconds, rounded up; null when it is not of that form.</summary>
    public static long? ParseGrpc(string? text)
    {
        if (text is not { Length: >= 2 and <= 9 } || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return text[^1] switch
        {
            'H' => number * 3_600_000,
            'M' => number * 60_000,
            'S' => number * 1000,
            'm' => number,
            'u' => (number + 999) / 1000,
            'n' => (number + 999_999) / 1_000_000,
            _ => null,
        };
    }

    private static string Text(long remainingMs) => remainingMs.ToString(CultureInfo.InvariantCulture) + "ms";
}
