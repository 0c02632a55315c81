namespace Perdure.Resilience.Measuring;

/// <summary>
/// A few counters that many threads count at the same time: each processor has its own copy on cache lines of its own, and a reader adds them up.
/// Thread-safe, lock-free; counting allocates nothing. A reader sees each count once it is done, but no moment at which all stood so.
/// </summary>
public sealed class StripedCounters
{
    // Two cache lines: processors fetch them in pairs.
    private const int LineLongs = 16;
    private const int StripesMax = 16;

    private static readonly int s_mask = MaskOf(Environment.ProcessorCount);

    private readonly long[] _cells;
    private readonly int _stride;

    /// <summary>Makes counters that stand at 0.</summary>
    /// <param name="count">How many there are, at least 1.</param>
    public StripedCounters(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _stride = (count + LineLongs - 1) / LineLongs * LineLongs;
        // One line more in front, which is what the array's own head lies on.
        _cells = new long[LineLongs + (_stride * (s_mask + 1))];
    }

    /// <summary>How many counters there are.</summary>
    public int Count { get; }

    /// <summary>Adds one to a counter.</summary>
    public void Increment(int at) => Interlocked.Increment(ref _cells[Here() + at]);

    /// <summary>Adds to two counters at once, which stand on the same cache line.</summary>
    public void Add(int at, long value, int also, long alsoValue)
    {
        var here = Here();
        Interlocked.Add(ref _cells[here + at], value);
        Interlocked.Add(ref _cells[here + also], alsoValue);
    }

    /// <summary>What a counter stands at.</summary>
    public long Read(int at)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)at, (uint)Count, nameof(at));
        long sum = 0;
        for (var cell = LineLongs + at; cell < _cells.Length; cell += _stride)
            sum += Volatile.Read(ref _cells[cell]);
        return sum;
    }

    private int Here() => LineLongs + ((Thread.GetCurrentProcessorId() & s_mask) * _stride);

    private static int MaskOf(int processors)
    {
        var stripes = 1;
        while (stripes < processors && stripes < StripesMax)
            stripes *= 2;
        return stripes - 1;
    }
}
