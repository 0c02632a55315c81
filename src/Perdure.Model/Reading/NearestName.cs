namespace Perdure.Model.Reading;

/// <summary>Finds the name that a misspelt one was probably meant to be. Pure; bounded in the length and number of names it looks at.</summary>
public static class NearestName
{
    private const int MaxLength = 64;
    private const int MaxNames = 1_000;

    /// <summary>"did you mean X?", or null when nothing is near.</summary>
    public static string? Hint(string word, IEnumerable<string> known) =>
        Find(word, known) is { } near ? $"did you mean {Quoted.Text(near)}?" : null;

    /// <summary>The nearest of <paramref name="known"/>; null when none is near enough to be meant.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        string? nearest = null;
        var allowed = Math.Clamp(word.Length / 3, 1, 3) + 1;
        foreach (var name in known.Take(MaxNames))
        {
            if (name.Length <= MaxLength && Distance(Plain(word), Plain(name)) is var distance && distance < allowed)
            {
                (nearest, allowed) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>health_check, health-check and HealthCheck are all healthCheck, to who wrote them.</summary>
    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each at cost 1.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
