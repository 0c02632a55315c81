using System.Collections.Concurrent;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>
/// One thread that blocks on the disk, so that none of the pool does. While a group is being written, the next one gathers: many writers
/// are answered after one flush. Thread-safe.
/// </summary>
internal sealed class WriterThread : IWriter
{
    private const int WaitingMax = 10_000;
    private const int GroupMax = 1024;
    private const long GroupBytesMax = 8 << 20;
    private readonly ConcurrentQueue<WriteRequest> _waiting = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WriteRequest> _group = [];
    private readonly EmbeddedStore _store;
    private readonly StoreTimer _timer;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _endTimeout;
    private int _count;
    private volatile bool _ending;

    /// <summary>Starts the thread.</summary>
    public WriterThread(EmbeddedStore store, TimeProvider clock, TimeSpan endTimeout)
    {
        (_store, _clock, _endTimeout) = (store, clock, endTimeout);
        _timer = new StoreTimer(store, clock, () => _wake.Set());
        new Thread(Run) { IsBackground = true, Name = "perdure-store" }.Start();
    }

    /// <inheritdoc/>
    public bool TrySubmit(WriteRequest request)
    {
        if (Interlocked.Increment(ref _count) > WaitingMax)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _waiting.Enqueue(request);
        // Whoever comes after the end is refused here: the thread may have looked for the last time.
        if (_ending) Drain();
        else _wake.Set();
        return true;
    }

    /// <inheritdoc/>
    public void Wake() => _wake.Set();

    /// <summary>Ends the thread; what waits is refused. Returns when the file is free, or when the disk does not let go of the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending = true;
        _wake.Set();
        try
        {
            await _ended.Task.WaitAsync(_endTimeout, _clock);
        }
        catch (TimeoutException)
        {
            // The thread hangs in the disk; it is one of the background, and ends with the process.
        }
    }

    private void Run()
    {
        while (!_ending)
        {
            do
            {
                Gather();
                Process();
            }
            while (!_ending && !_waiting.IsEmpty);
            _timer.Arm();
            _wake.WaitOne();
        }

        _timer.Dispose();
        Drain();
        _store.Dispose();
        _ended.SetResult();
    }

    // An exception that leaves this thread would end the process, and with it all that needs no store.
    private void Process()
    {
        try
        {
            _store.Process(_group);
        }
        catch (Exception fault)
        {
            _store.Break(_group, fault);
        }
    }

    private void Gather()
    {
        _group.Clear();
        var bytes = 0L;
        while (_group.Count < GroupMax && bytes < GroupBytesMax && _waiting.TryDequeue(out var request))
        {
            Interlocked.Decrement(ref _count);
            if (!request.TryTake()) continue;
            _group.Add(request);
            bytes += request.Bytes;
        }
    }

    private void Drain()
    {
        while (_waiting.TryDequeue(out var request))
        {
            Interlocked.Decrement(ref _count);
            if (request.TryTake()) request.Fail(new CoordinationException(CoordinationFailure.Closed, "the coordinator has been closed; nothing was done"));
        }
    }
}
