namespace Perdure.Coordination.Etcd.Calls;

/// <summary>Token sources with a time-out, used again and again. Thread-safe.</summary>
internal sealed class CancellationPool
{
    private const int KeptMax = 1024;

    private readonly Lock _lock = new();
    private readonly Stack<CancellationTokenSource> _kept = new();

    /// <summary>One that ends after so long.</summary>
    public CancellationTokenSource Rent(TimeSpan timeout)
    {
        CancellationTokenSource? source;
        lock (_lock) _kept.TryPop(out source);
        source ??= new CancellationTokenSource();
        source.CancelAfter(timeout);
        return source;
    }

    /// <summary>Gives it back; nobody may use its token any more.</summary>
    public void Return(CancellationTokenSource source)
    {
        if (source.TryReset())
        {
            lock (_lock)
            {
                if (_kept.Count < KeptMax)
                {
                    _kept.Push(source);
                    return;
                }
            }
        }

        source.Dispose();
    }
}
