using System.Globalization;

namespace Perdure.Torture.Judging;

/// <summary>
/// Whether there were ever two leaders. Tokens grow from leader to leader, so a claim to a smaller token that lies wholly after a claim to a
/// greater one is a leader too many: for beliefs, two processes that both thought they led; for accepted checks, a store that took the old
/// leader's token after the new one's.
/// </summary>
internal static class TokenJudge
{
    private const int FindingsMax = 20;

    /// <summary>The violations among claims of one kind and election, at most twenty; empty when there are none.</summary>
    public static IReadOnlyList<string> Find(string what, IEnumerable<Claim> claims)
    {
        var findings = new List<string>();
        // By their beginning; beside it, by their end: the greatest token among all claims that ended before this one began.
        var begins = claims.OrderBy(claim => claim.From).ToArray();
        var ends = begins.OrderBy(claim => claim.To).ToArray();
        var ended = 0;
        Claim greatest = default;
        foreach (var claim in begins)
        {
            for (; ended < ends.Length && ends[ended].To < claim.From; ended++)
            {
                if (ends[ended].Token > greatest.Token)
                    greatest = ends[ended];
            }

            if (claim.Token < greatest.Token && findings.Count < FindingsMax)
                findings.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}: {claim.Who} with token {claim.Token} {(claim.From - greatest.To) / 1e6:F1} ms after {greatest.Who} with token {greatest.Token}"));
        }

        return findings;
    }
}
