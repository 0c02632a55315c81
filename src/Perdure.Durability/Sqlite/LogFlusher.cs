namespace Perdure.Durability.Sqlite;

/// <summary>
/// Flushes the log, so that the writer goes on with the next group meanwhile, and answers the callers of what is on the disk then. A flush takes with it all
/// groups that were written before it began. Groups come from one thread, the writer; all else is thread-safe.
/// </summary>
/// <remarks>
/// After a flush that failed nobody knows what of it is on the disk, and a later one need not find out (on Linux it reports each error once). So nothing is
/// acknowledged any more until the writer has <see cref="Settled"/> it.
/// </remarks>
internal sealed class LogFlusher
{
    // What may be written and not yet on the disk.
    private const int OperationsMax = 4_096;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly AutoResetEvent _room = new(initialState: false);
    private readonly Action<IReadOnlyCollection<string>> _signal;
    private readonly Func<SqliteFault, Exception> _meaning;
    private FlushRound _next = new();
    private FlushRound? _current;
    private LogFile? _log;
    private SqliteFault? _broken;
    private bool _writerWaits;
    private bool _ending;

    /// <summary>Starts its thread.</summary>
    /// <param name="signal">Wakes those who wait for jobs of some queues.</param>
    /// <param name="meaning">What a flush that failed means to the callers.</param>
    public LogFlusher(Action<IReadOnlyCollection<string>> signal, Func<SqliteFault, Exception> meaning)
    {
        (_signal, _meaning) = (signal, meaning);
        new Thread(Run) { IsBackground = true, Name = "perdure-flush" }.Start();
    }

    /// <summary>For tests: called before each flush; what it throws happens to it.</summary>
    internal Action? BeforeFlush { get; set; }

    /// <summary>For tests: called after each flush, before anybody is answered.</summary>
    internal Action? AfterFlush { get; set; }

    /// <summary>Whether a flush has failed and that is not settled.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>The log to flush from now on; null for none. Nothing may be under way.</summary>
    public void Use(LogFile? log)
    {
        lock (_lock) _log = log;
    }

    /// <summary>What was written is on the disk for certain, by another way: later flushes count again. Nothing may be under way.</summary>
    public void Settled()
    {
        lock (_lock) _broken = null;
    }

    /// <summary>Takes a group that has been written to the log. It is flushed by <see cref="Flush"/>.</summary>
    public void Add(WriteGroup group, IReadOnlyCollection<string> signalled)
    {
        lock (_lock) _next.Add(group, signalled);
    }

    /// <summary>
    /// Has everything flushed. Waits only while too much is not on the disk.
    /// </summary>
    /// <param name="here">Whether the writer has nothing else to do: then it may be done at once, on its own thread.</param>
    public void Flush(bool here)
    {
        FlushRound? round;
        while (true)
        {
            lock (_lock)
            {
                if (_next.Count == 0) return;
                if (_current is null || _next.Count < OperationsMax)
                {
                    round = here ? Begin() : null;
                    break;
                }

                _writerWaits = true;
            }

            _room.WaitOne();
        }

        if (round is null) _wake.Set();
        else Finish(round);
    }

    /// <summary>Waits until nothing is under way.</summary>
    public void Drain()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_current is null && _next.Count == 0) return;
                _writerWaits = true;
            }

            _wake.Set();
            _room.WaitOne();
        }
    }

    /// <summary>Ends the thread, after <see cref="Drain"/>.</summary>
    public void End()
    {
        lock (_lock) _ending = true;
        _wake.Set();
    }

    /// <summary>Ends when everything that has been written by now has been flushed, or could not be.</summary>
    public Task CaughtUp()
    {
        lock (_lock)
        {
            if (_next.Count > 0) return _next.Ended;
            return _current?.Ended ?? Task.CompletedTask;
        }
    }

    /// <summary>Adds those that have waited since before a time.</summary>
    public void OlderThan(long timestamp, List<WriteOperation> to)
    {
        lock (_lock)
        {
            _current?.OlderThan(timestamp, to);
            _next.OlderThan(timestamp, to);
        }
    }

    private void Run()
    {
        while (true)
        {
            FlushRound? round;
            lock (_lock)
            {
                if (_ending) return;
                round = Begin();
            }

            if (round is null) _wake.WaitOne();
            else Finish(round);
        }
    }

    // Only one is under way at a time. With the lock held.
    private FlushRound? Begin()
    {
        if (_current is not null || _next.Count == 0) return null;
        (_current, _next) = (_next, new FlushRound());
        return _current;
    }

    private void Finish(FlushRound round)
    {
        var fault = Volatile.Read(ref _broken);
        try
        {
            if (fault is null)
            {
                BeforeFlush?.Invoke();
                _log!.Flush();
                AfterFlush?.Invoke();
            }
        }
        catch (Exception e)
        {
            // An exception that leaves this thread would end the process, and with it all that needs no store.
            fault = e as SqliteFault ?? new SqliteFault(SqliteFault.Io, e.Message);
        }

        if (fault is null)
        {
            _signal(round.Signalled);
            round.Answer();
        }
        else
        {
            round.Fail(_meaning(fault));
        }

        bool isToWake;
        lock (_lock)
        {
            _broken = fault;
            _current = null;
            (isToWake, _writerWaits) = (_writerWaits, false);
        }

        round.Close();
        if (isToWake) _room.Set();
    }
}
