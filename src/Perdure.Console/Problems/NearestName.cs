namespace Perdure.Console.Problems;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    // Longer input is not worth comparing: no name in a system file comes near it.
    private const int LengthMax = 64;

    /// <summary>The known name with the fewest edits to <paramref name="asked"/>, when those are few; otherwise null.</summary>
    public static string? Of(string asked, IEnumerable<string> known)
    {
        if (asked.Length is 0 or > LengthMax)
            return null;
        string? nearest = null;
        var fewest = Math.Max(2, asked.Length / 3) + 1;
        foreach (var name in known)
        {
            if (name.Length > LengthMax)
                continue;
            var edits = Edits(asked.ToLowerInvariant(), name.ToLowerInvariant());
            if (edits < fewest)
                (nearest, fewest) = (name, edits);
        }

        return nearest;
    }

    // Levenshtein's distance, by two rows.
    private static int Edits(string from, string to)
    {
        Span<int> above = stackalloc int[LengthMax + 1];
        Span<int> row = stackalloc int[LengthMax + 1];
        for (var j = 0; j <= to.Length; j++)
            above[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }

            row.CopyTo(above);
        }

        return above[to.Length];
    }
}
