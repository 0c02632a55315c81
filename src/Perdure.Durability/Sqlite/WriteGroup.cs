namespace Perdure.Durability.Sqlite;

/// <summary>
/// The writes that share a flush. They are answered on the thread pool: a thread goes through the callers, each of which goes on right there until it waits
/// again. When that takes its time, others come and help.
/// </summary>
internal sealed class WriteGroup : IThreadPoolWorkItem
{
    private static readonly TimeSpan AloneAtMost = TimeSpan.FromMicroseconds(100);
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
        var (time, hasHelp) = (TimeProvider.System, false);
        var since = time.GetTimestamp();
        for (var next = Interlocked.Increment(ref _answered) - 1; next < Count; next = Interlocked.Increment(ref _answered) - 1)
        {
            _operations[next].Answer();
            // Waking another thread costs more than most callers do here.
            if (hasHelp || time.GetElapsedTime(since) < AloneAtMost) continue;
            hasHelp = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
