namespace Perdure.Telemetry.Objectives;

/// <summary>
/// What the file has of a route. Buckets are rows of five numbers, one row after the other: the number of the bucket, then all, bad, timed and slow ones of it.
/// </summary>
internal sealed record KeptRoute(string? Route, double WindowHours, long WithinUs, IReadOnlyList<long>? Minutes, IReadOnlyList<long>? Hours)
{
    private const int Columns = 5;
    private const double LongestHours = 90 * 24;

    /// <summary>As it can be written.</summary>
    public static KeptRoute Of(string route, RouteBudget budget) =>
        new(route, budget.Hours.Capacity - 1, budget.WithinUs, Rows(budget.Minutes), Rows(budget.Hours));

    /// <summary>Reads it into a book; false when it is damaged.</summary>
    /// <param name="book">Where to.</param>
    /// <param name="savedAtMs">When it was written: nothing in it can be later.</param>
    public bool Read(BudgetBook book, long savedAtMs) =>
        Route is { Length: > 0 } && WindowHours is >= 1 and <= LongestHours && WithinUs >= 0 && book.Of(Route, TimeSpan.FromHours(WindowHours), WithinUs) is { } budget
        && Put(budget.Minutes, Minutes, savedAtMs / RouteBudget.MinuteMs) && Put(budget.Hours, Hours, savedAtMs / RouteBudget.HourMs);

    private static long[] Rows(BucketRing ring) =>
        [.. ring.Filled().SelectMany(row => (long[])[row.Number, row.Counts.Total, row.Counts.Bad, row.Counts.Timed, row.Counts.Slow])];

    private static bool Put(BucketRing ring, IReadOnlyList<long>? rows, long latest)
    {
        if (rows is null || rows.Count % Columns != 0 || rows.Count / Columns > ring.Capacity)
            return false;
        for (var at = 0; at < rows.Count; at += Columns)
        {
            var counts = new BudgetCounts(rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4]);
            if (rows[at] < 0 || rows[at] > latest || !counts.IsSound)
                return false;
            ring.Put(rows[at], counts);
        }

        return true;
    }
}
