namespace Perdure.Telemetry.Objectives;

/// <summary>
/// Counts by time: a ring of buckets of equal length. Time never goes back in it: what comes with an earlier time counts for the latest bucket. Pure; for one
/// caller at a time.
/// </summary>
/// <param name="bucketMs">How long a bucket is, in ms.</param>
/// <param name="capacity">How many buckets are kept, the running one included.</param>
internal sealed class BucketRing(long bucketMs, int capacity)
{
    private readonly BudgetCounts[] _buckets = new BudgetCounts[capacity];

    /// <summary>The number of the latest bucket: its beginning in units of its length.</summary>
    public long Latest { get; private set; } = long.MinValue;

    /// <summary>How many buckets are kept.</summary>
    public int Capacity => capacity;

    /// <summary>Adds to the bucket of a time.</summary>
    public void Add(long nowMs, BudgetCounts counts)
    {
        Advance(nowMs / bucketMs);
        _buckets[At(Latest)] += counts;
    }

    /// <summary>What was counted in the running bucket and in as many before it as a time has.</summary>
    public BudgetCounts Sum(long nowMs, long overMs)
    {
        var now = Math.Max(nowMs / bucketMs, Latest);
        var from = Math.Max(now - (overMs / bucketMs), Oldest);
        var sum = default(BudgetCounts);
        for (var number = from; number <= Latest; number++)
            sum += _buckets[At(number)];
        return sum;
    }

    /// <summary>The buckets that hold something, the oldest first.</summary>
    public IEnumerable<(long Number, BudgetCounts Counts)> Filled()
    {
        for (var number = Oldest; Latest >= 0 && number <= Latest; number++)
        {
            if (_buckets[At(number)] is var counts && counts != default)
                yield return (number, counts);
        }
    }

    /// <summary>Adds what another ring, or a file, has in a bucket; what is too old for this one is left out.</summary>
    public void Put(long number, BudgetCounts counts)
    {
        if (number > Latest)
            Advance(number);
        if (number >= Oldest)
            _buckets[At(number)] += counts;
    }

    /// <summary>Forgets how fast answers were.</summary>
    public void ForgetTimes()
    {
        for (var at = 0; at < capacity; at++)
            _buckets[at] = _buckets[at] with { Timed = 0, Slow = 0 };
    }

    private long Oldest => Latest < 0 ? 0 : Math.Max(0, Latest - capacity + 1);

    private int At(long number) => (int)(number % capacity);

    // What lies between was empty; of a long time only as much as there are buckets.
    private void Advance(long number)
    {
        if (Latest < 0)
            Latest = number;
        for (var next = Math.Max(Latest + 1, number - capacity + 1); next <= number; next++)
            _buckets[At(next)] = default;
        Latest = Math.Max(Latest, number);
    }
}
