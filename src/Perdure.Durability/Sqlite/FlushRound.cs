namespace Perdure.Durability.Sqlite;

/// <summary>The groups that share a flush. Guarded by who holds it.</summary>
internal sealed class FlushRound
{
    private readonly List<WriteGroup> _groups = [];
    private HashSet<string>? _signalled;
    private TaskCompletionSource? _ended;

    /// <summary>How many writes.</summary>
    public int Count { get; private set; }

    /// <summary>The queues whose waiting workers are to be woken then.</summary>
    public IReadOnlyCollection<string> Signalled => _signalled ?? (IReadOnlyCollection<string>)[];

    /// <summary>Ends with the flush, however it ends.</summary>
    public Task Ended => (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Adds a group.</summary>
    public void Add(WriteGroup group, IReadOnlyCollection<string> signalled)
    {
        _groups.Add(group);
        Count += group.Count;
        if (signalled.Count > 0) (_signalled ??= new HashSet<string>(StringComparer.Ordinal)).UnionWith(signalled);
    }

    /// <summary>Tells all callers the outcomes; returns at once.</summary>
    public void Answer()
    {
        foreach (var group in _groups) group.Answer();
    }

    /// <summary>Tells all callers that it failed.</summary>
    public void Fail(Exception error)
    {
        foreach (var group in _groups)
        {
            foreach (var operation in group.Operations) operation.Fail(error);
        }
    }

    /// <summary>Says that it has ended; nobody asks for <see cref="Ended"/> any more.</summary>
    public void Close() => _ended?.SetResult();

    /// <summary>Adds those that have waited since before a time.</summary>
    public void OlderThan(long timestamp, List<WriteOperation> to)
    {
        foreach (var group in _groups) to.AddRange(group.Operations.Where(operation => operation.SinceTimestamp <= timestamp));
    }
}
