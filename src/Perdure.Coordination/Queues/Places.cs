using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>Bounds how many wait at a time. Thread-safe.</summary>
internal sealed class Places(int max, string what)
{
    private int _taken;

    /// <summary>Takes a place until disposed of.</summary>
    /// <exception cref="CoordinationException">All are taken.</exception>
    public Place Take()
    {
        if (Interlocked.Increment(ref _taken) <= max) return new Place(this);
        Interlocked.Decrement(ref _taken);
        throw new CoordinationException(
            CoordinationFailure.Unavailable, $"{max} already wait for or observe {what} on this node, which is the most: ask another node, or wait with fewer");
    }

    internal readonly struct Place(Places places) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref places._taken);
    }
}
