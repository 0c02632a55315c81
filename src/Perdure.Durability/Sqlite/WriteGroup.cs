namespace Perdure.Durability.Sqlite;

/// <summary>
/// The writes that share a flush. They are answered on the thread pool: a thread goes through the callers, each of which goes on right there until it waits
/// again, and others take over what it does not come to, so that a caller who holds his thread up holds up nobody else.
/// </summary>
internal sealed class WriteGroup : IThreadPoolWorkItem
{
    private readonly List<WriteOperation> _operations = [];
    private int _answered;

    /// <summary>A group of none.</summary>
    public WriteGroup()
    {
    }

    /// <summary>A group of one.</summary>
    public WriteGroup(WriteOperation only) => Add(only);

    /// <summary>The writes.</summary>
    public IReadOnlyList<WriteOperation> Operations => _operations;

    /// <summary>How many.</summary>
    public int Count => _operations.Count;

    /// <summary>How many bytes they write, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(WriteOperation operation)
    {
        _operations.Add(operation);
        Bytes += operation.Bytes;
    }

    /// <summary>Tells all callers the outcomes; returns at once.</summary>
    public void Answer() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <inheritdoc/>
    public void Execute()
    {
        // Each has one more come before it begins, as long as there is something left to do.
        if (Volatile.Read(ref _answered) < Count - 1) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        for (var next = Interlocked.Increment(ref _answered) - 1; next < Count; next = Interlocked.Increment(ref _answered) - 1)
            _operations[next].Answer();
    }
}
