using System.Collections.Concurrent;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// One thread that blocks on the disk, so that none of the pool does. While a group is being written, the next one gathers: many writers
/// are answered after one flush. Thread-safe.
/// </summary>
internal sealed class CommitThread
{
    private const int WaitingMax = 10_000;
    private const int GroupMax = 1_024;
    private const long GroupBytesMax = 8 << 20;
    private readonly ConcurrentQueue<WriteOperation> _waiting = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WriteOperation> _group = [];
    private readonly GroupCommitter _committer;
    private int _count;
    private volatile bool _ending;

    /// <summary>Starts the thread.</summary>
    public CommitThread(GroupCommitter committer)
    {
        _committer = committer;
        new Thread(Run) { IsBackground = true, Name = "perdure-durable" }.Start();
    }

    /// <summary>Ends when the thread has ended and the file is closed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes a write. False when too many wait already.</summary>
    public bool TrySubmit(WriteOperation operation)
    {
        if (Interlocked.Increment(ref _count) > WaitingMax)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _waiting.Enqueue(operation);
        // Whoever comes after the end is refused here: the thread may have looked for the last time.
        if (_ending) Drain();
        else _wake.Set();
        return true;
    }

    /// <summary>Ends the thread after the group that it is writing; what waits is refused.</summary>
    public void End()
    {
        _ending = true;
        _wake.Set();
    }

    private void Run()
    {
        while (!_ending)
        {
            Gather();
            if (_group.Count == 0) _wake.WaitOne();
            else _committer.Commit(_group);
        }

        Drain();
        _committer.Dispose();
        _ended.SetResult();
    }

    private void Gather()
    {
        _group.Clear();
        var bytes = 0L;
        while (_group.Count < GroupMax && bytes < GroupBytesMax && _waiting.TryDequeue(out var operation))
        {
            Interlocked.Decrement(ref _count);
            if (!operation.TryTake()) continue;
            _group.Add(operation);
            bytes += operation.Bytes;
        }
    }

    private void Drain()
    {
        while (_waiting.TryDequeue(out var operation))
        {
            Interlocked.Decrement(ref _count);
            if (operation.TryTake()) operation.Fail(new DurabilityException(DurabilityFailure.Closed, "the store has been closed; nothing was done"));
        }
    }
}
