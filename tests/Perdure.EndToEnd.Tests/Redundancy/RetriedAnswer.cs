using System.Globalization;

namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>What became of one request of a client that tries again.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="SentAt">When it was first tried, a timestamp of the system's clock, which all processes of a machine share.</param>
/// <param name="EndedAt">When it was answered or given up.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Problem">Why it failed; null when it was good.</param>
internal sealed record RetriedAnswer(string Method, long SentAt, long EndedAt, int Tries, string? Problem)
{
    private const string Mark = "answer";

    /// <summary>As a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Mark} {Method} {SentAt} {EndedAt} {Tries} {Problem}");

    /// <summary>Reads such lines and passes others over.</summary>
    public static RetriedAnswer[] Read(string lines) =>
    [
        .. from line in lines.Split('\n')
           let part = line.Split(' ', 6)
           where part is [Mark, ..] && part.Length == 6
           select new RetriedAnswer(part[1], Number(part[2]), Number(part[3]), (int)Number(part[4]), part[5].Length == 0 ? null : part[5]),
    ];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
