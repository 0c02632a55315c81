namespace Perdure.Resilience.Pools;

/// <summary>
/// What became of an instance's attempts since it was first seen. Thread-safe, lock-free. Not striped: whoever counts here has just written other figures
/// of the same instance.
/// </summary>
public sealed class AttemptTally
{
    private static readonly int s_results = Enum.GetValues<AttemptResult>().Length;

    private readonly long[] _counts = new long[s_results];
    private long _totalUs;

    /// <summary>Attempts that ended like this. Looks that sent nothing are not in it.</summary>
    public long Count(AttemptResult result) => Interlocked.Read(ref _counts[(int)result]);

    /// <summary>The times from sending to the head of the answer, or to the failure, of all attempts together, in µs.</summary>
    public long TotalUs => Interlocked.Read(ref _totalUs);

    /// <summary>Counts one attempt.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="tookUs">The time to the head of the answer or to the failure, in µs.</param>
    public void Record(AttemptResult result, long tookUs)
    {
        Interlocked.Increment(ref _counts[(int)result]);
        Interlocked.Add(ref _totalUs, Math.Max(0, tookUs));
    }
}
