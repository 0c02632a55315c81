using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// One thread that writes, so that none of the pool blocks on the disk. While a group is being written, the next one gathers; while it is being flushed, the next
/// one is written: many writers are answered after one flush. Thread-safe.
/// </summary>
internal sealed class CommitThread
{
    private const int WaitingMax = 10_000;
    private const int GroupMax = 1_024;
    private const long GroupBytesMax = 8 << 20;

    // How long is waited for as many as there were before, at most; and how many make a crowd that is waited for.
    private const int CrowdWaitMs = 1;
    private const int CrowdMin = 8;
    private readonly Lock _lock = new();
    private readonly Queue<WriteOperation> _waiting = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CrowdTrust _trust = new();
    private readonly GroupCommitter _committer;
    private WriteGroup _group = new();
    private int _wakeAt;
    private bool _ending;

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
        bool isToWake;
        lock (_lock)
        {
            if (_ending)
            {
                operation.Fail(Closed());
                return true;
            }

            if (_waiting.Count >= WaitingMax) return false;
            _waiting.Enqueue(operation);
            isToWake = _wakeAt > 0 && _waiting.Count >= _wakeAt;
            if (isToWake) _wakeAt = 0;
        }

        if (isToWake) _wake.Set();
        return true;
    }

    /// <summary>Ends the thread after the group that it is writing; what waits is refused.</summary>
    public void End()
    {
        lock (_lock) _ending = true;
        _wake.Set();
    }

    /// <summary>The writes that have waited since before this time: those that wait for their turn, and those that are being written.</summary>
    public IReadOnlyList<WriteOperation> OlderThan(long timestamp)
    {
        bool IsOlder(WriteOperation operation) => operation.SinceTimestamp <= timestamp;
        // Those that wait stand in the order in which they came.
        List<WriteOperation> older;
        lock (_lock) older = [.. _group.Operations.Where(IsOlder), .. _waiting.TakeWhile(IsOlder)];
        _committer.Flusher.OlderThan(timestamp, older);
        return older;
    }

    private void Run()
    {
        var last = 0;
        while (Gather(last))
        {
            last = _group.Count;
            if (last > 0) _committer.Commit(_group);
            bool isIdle;
            lock (_lock) isIdle = _waiting.Count == 0;
            _committer.Flush(here: isIdle);
        }

        Drain();
        _committer.Dispose();
        _ended.SetResult();
    }

    // Waits until there is something; after a crowd until half of it is there again, if it uses to come: a group of a few costs nearly as much as one of many.
    private bool Gather(int last)
    {
        var enough = last < CrowdMin || !_trust.MayWait() ? 1 : last / 2;
        for (var waited = false; ; waited = enough > 1)
        {
            lock (_lock)
            {
                if (_ending) return false;
                if (_waiting.Count >= enough)
                {
                    if (waited) _trust.Came();
                    Take();
                    return true;
                }

                _wakeAt = enough;
            }

            if (_wake.WaitOne(enough == 1 ? Timeout.Infinite : CrowdWaitMs)) continue;
            _trust.DidNotCome();
            enough = 1;
        }
    }

    private void Take()
    {
        _wakeAt = 0;
        var group = new WriteGroup();
        while (group.Count < GroupMax && group.Bytes < GroupBytesMax && _waiting.TryDequeue(out var operation))
        {
            if (operation.TryTake()) group.Add(operation);
        }

        _group = group;
    }

    private void Drain()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var operation))
            {
                if (operation.TryTake()) operation.Fail(Closed());
            }
        }
    }

    private static DurabilityException Closed() => new(DurabilityFailure.Closed, "the store has been closed; nothing was done");
}
