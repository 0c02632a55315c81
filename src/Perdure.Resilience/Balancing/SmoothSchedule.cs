namespace Perdure.Resilience.Balancing;

/// <summary>
/// Turns by weight, spread as evenly as possible. Source: nginx's smooth weighted round-robin; computed in advance, so that choosing is one step on
/// a cursor.
/// </summary>
internal static class SmoothSchedule
{
    private const int LengthMax = 512;

    internal static int[] Of(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) return [];
        var turns = Turns(weights);
        var schedule = new int[turns.Sum()];
        var credit = new int[turns.Length];
        for (var k = 0; k < schedule.Length; k++)
        {
            var best = 0;
            for (var i = 0; i < turns.Length; i++)
            {
                credit[i] += turns[i];
                if (credit[i] > credit[best]) best = i;
            }
            credit[best] -= schedule.Length;
            schedule[k] = best;
        }
        return schedule;
    }

    // Whole turns in proportion to the weights: the shortest cycle that is exact to 1 %, or the longest allowed.
    private static int[] Turns(ReadOnlySpan<double> weights)
    {
        var (least, sum) = (double.MaxValue, 0.0);
        foreach (var weight in weights)
        {
            least = Math.Min(least, weight);
            sum += weight;
        }
        var longest = Math.Max(LengthMax, weights.Length);
        var turns = new int[weights.Length];
        for (var scale = 1; ; scale++)
        {
            var exact = true;
            var length = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                var share = weights[i] / least * scale;
                turns[i] = Math.Max(1, (int)Math.Min(longest, Math.Round(share)));
                length += turns[i];
                exact &= Math.Abs(turns[i] - share) <= 0.01 * share;
            }
            if (exact && length <= longest) return turns;
            if (length > longest) break;
        }
        for (var i = 0; i < weights.Length; i++) turns[i] = Math.Max(1, (int)Math.Round(weights[i] / sum * longest));
        return turns;
    }
}
