namespace Perdure.Console.Agreement;

/// <summary>Bounds the requests that wait at a time. Thread-safe.</summary>
internal sealed class WaitSlots(int max)
{
    private int _taken;

    /// <summary>How many wait just now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place, to be given back by disposing; null when there is none.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= max)
            return new Slot(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Slot(WaitSlots owner) : IDisposable
    {
        private WaitSlots? _owner = owner;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _owner, null) is { } left)
                Interlocked.Decrement(ref left._taken);
        }
    }
}
