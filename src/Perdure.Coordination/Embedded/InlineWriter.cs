namespace Perdure.Coordination.Embedded;

/// <summary>Does each write at once on the caller's thread: for a store in memory, where nothing can take long. Thread-safe.</summary>
internal sealed class InlineWriter : IWriter
{
    private readonly Lock _lock = new();
    private readonly EmbeddedStore _store;
    private readonly StoreTimer _timer;

    /// <summary>A writer for a store.</summary>
    public InlineWriter(EmbeddedStore store, TimeProvider clock)
    {
        _store = store;
        _timer = new StoreTimer(store, clock, Expire);
    }

    /// <inheritdoc/>
    public bool TrySubmit(WriteRequest request)
    {
        if (!request.TryTake()) return true;
        lock (_lock)
        {
            _store.Process([request]);
            _timer.Arm();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Wake()
    {
        // Memory never hangs.
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _timer.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Expire()
    {
        lock (_lock)
        {
            _store.Process([]);
            _timer.Arm();
        }
    }
}
