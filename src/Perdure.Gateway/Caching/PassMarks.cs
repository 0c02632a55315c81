namespace Perdure.Gateway.Caching;

/// <summary>
/// Remembers for a while whose answers turned out not to be for all, so that requests for them do not wait for each other in vain. A table of
/// fixed size: a mark may be overwritten by another's, which costs one wait. Thread-safe, without lock.
/// </summary>
internal sealed class PassMarks
{
    /// <summary>How long a mark lasts.</summary>
    public const long LastingMs = 120_000;

    private const int Size = 8192;

    // The hash in the upper half, the second at which the mark ends in the lower.
    private readonly long[] _marks = new long[Size];

    /// <summary>Whether requests for the key should not wait for each other.</summary>
    public bool Has(in FlightKey key, long nowMs)
    {
        var hash = key.GetHashCode();
        var mark = Volatile.Read(ref _marks[hash & (Size - 1)]);
        return (int)(mark >> 32) == hash && (uint)mark > (uint)(nowMs / 1000);
    }

    /// <summary>Marks the key.</summary>
    public void Set(in FlightKey key, long nowMs)
    {
        var hash = key.GetHashCode();
        Volatile.Write(ref _marks[hash & (Size - 1)], ((long)hash << 32) | (uint)((nowMs + LastingMs) / 1000));
    }

    /// <summary>Takes the mark away: an answer was for all.</summary>
    public void Clear(in FlightKey key)
    {
        var hash = key.GetHashCode();
        if ((int)(Volatile.Read(ref _marks[hash & (Size - 1)]) >> 32) == hash)
            Volatile.Write(ref _marks[hash & (Size - 1)], 0);
    }
}
