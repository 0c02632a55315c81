namespace Perdure.Durability.Sqlite;

/// <summary>
/// The writes that share a flush. They are answered on the thread pool: one thread is woken for all of them, from which others take over what it does not come
/// to, and the writer goes on at once.
/// </summary>
internal sealed class WriteGroup : IThreadPoolWorkItem
{
    private readonly List<WriteOperation> _operations = [];

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

    /// <summary>Tells all callers the outcomes.</summary>
    public void Answer()
    {
        if (Count == 1) _operations[0].Answer();
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Execute()
    {
        foreach (var operation in _operations) operation.Answer();
    }
}
