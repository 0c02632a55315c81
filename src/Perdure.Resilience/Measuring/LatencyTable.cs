namespace Perdure.Resilience.Measuring;

/// <summary>
/// Percentiles of several histograms taken together, by the thousandth: made anew now and then by one thread, read by all at the price of an
/// array access.
/// </summary>
internal sealed class LatencyTable
{
    private const int Steps = 1000;
    private const int MinimumRecords = 20;

    private readonly long[] _sums = new long[LatencyHistogram.Buckets];
    private long[] _spare = new long[Steps + 1];
    private long[] _table = new long[Steps + 1];
    private long _records;

    /// <summary>Whether there were too few records for any percentile.</summary>
    internal bool IsEmpty => Volatile.Read(ref _table)[Steps] == 0;

    /// <summary>The latency in µs that the part <paramref name="q"/> (0 to 1, to the thousandth) does not exceed; 0 below 20 records.</summary>
    internal long At(double q) => Volatile.Read(ref _table)[(int)Math.Round(Math.Clamp(q, 0, 1) * Steps)];

    /// <summary>Begins anew.</summary>
    internal void Begin()
    {
        Array.Clear(_sums);
        _records = 0;
    }

    /// <summary>Takes the records of one histogram in.</summary>
    internal void Add(RotatingHistogram histogram) => _records += histogram.AddTo(_sums);

    /// <summary>Publishes the percentiles of all that was taken in since <see cref="Begin"/>.</summary>
    internal void Publish()
    {
        var next = _spare;
        if (_records < MinimumRecords) Array.Clear(next);
        else Fill(next);
        // Somebody may still read the old one; it's not written to before the next time.
        _spare = _table;
        Volatile.Write(ref _table, next);
    }

    private void Fill(long[] table)
    {
        long seen = 0;
        var bucket = -1;
        for (var step = 0; step <= Steps; step++)
        {
            var rank = Math.Max(1, (long)Math.Ceiling((double)step / Steps * _records));
            while (seen < rank) seen += _sums[++bucket];
            // Never 0, which would say that nothing is known.
            table[step] = Math.Max(1, LatencyHistogram.MiddleOf(bucket));
        }
    }
}
