using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// The durable store of one node: a SQLite file in WAL mode, of which a write is flushed to the disk before it is acknowledged. One thread writes, another
/// flushes, and many callers share both; readers are apart. Thread-safe.
/// </summary>
public sealed class SqliteDurableStore : IDurableStore
{
    private const int ReadersMax = 4;
    private readonly DurableOptions _options;
    private readonly TimeProvider _patience;
    private readonly string _file;
    private readonly StoreClock _clock;
    private readonly FileClaim _claim;
    private readonly GroupCommitter _committer;
    private readonly CommitThread _thread;
    private readonly ITimer _overdue;
    private readonly ReaderPool _readers;
    private readonly QueueSignals _signals = new();
    private readonly CancellationTokenSource _closing = new();

    private SqliteDurableStore(string file, DurableOptions options, IReadOnlyList<string> steps, TimeProvider patience)
    {
        (_file, _options, _clock, _patience) = (file, options, new StoreClock(options.Clock), patience);
        _claim = new FileClaim(file);
        try
        {
            _committer = new GroupCommitter(file, options, _clock, steps, _signals.Raise);
            _committer.Open();
        }
        catch
        {
            _committer?.Dispose();
            _claim.Dispose();
            throw;
        }

        _thread = new CommitThread(_committer);
        var look = TimeSpan.FromMilliseconds(Math.Clamp(options.Timeout.TotalMilliseconds / 20, 10, 250));
        _overdue = patience.CreateTimer(_ => EndOverdue(), null, look, look);
        _readers = new ReaderPool(file, ReadersMax);
        (Jobs, Idempotency, Checkpoints) = (new SqliteJobs(this), new SqliteIdempotency(this), new SqliteCheckpoints(this));
    }

    /// <inheritdoc/>
    public string Location => $"SQLite {_file}";

    /// <inheritdoc/>
    public IJobStore Jobs { get; }

    /// <inheritdoc/>
    public IIdempotencyStore Idempotency { get; }

    /// <inheritdoc/>
    public ICheckpointStore Checkpoints { get; }

    /// <summary>Who waits for jobs.</summary>
    internal QueueSignals Signals => _signals;

    /// <summary>The options' clock, for waiting.</summary>
    internal TimeProvider Time => _options.Clock;

    /// <summary>The store's time, in Unix ms.</summary>
    internal long NowMs => _clock.NowMs();

    /// <summary>For tests that break something.</summary>
    internal GroupCommitter Committer => _committer;

    /// <summary>Ends when the store is closed.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>Opens a file, or makes it.</summary>
    /// <exception cref="DurabilityException">
    /// <see cref="DurabilityFailure.Unavailable"/>: another process has the file, or the disk does not let it be opened just now.
    /// <see cref="DurabilityFailure.Incompatible"/>: the file is of a newer version or of another program; it is left alone.
    /// <see cref="DurabilityFailure.Corrupt"/>: the file was damaged and has been set aside; opening again makes a new one.
    /// </exception>
    public static SqliteDurableStore Open(string file, DurableOptions options) => new(Path.GetFullPath(file), options, DurableSchema.Steps, TimeProvider.System);

    /// <summary>Opens a file with other formats, or with another clock of the time-outs, for tests.</summary>
    internal static SqliteDurableStore Open(string file, DurableOptions options, IReadOnlyList<string> steps, TimeProvider? patience = null) =>
        new(Path.GetFullPath(file), options, steps, patience ?? TimeProvider.System);

    /// <inheritdoc/>
    public ValueTask<SweepResult> SweepAsync(int max, CancellationToken cancellationToken)
    {
        StoreLimits.Range(max, StoreLimits.SweepMax, "a sweep");
        return WriteAsync(session => new SweepResult(session.Jobs.Sweep(max), session.Requests.Sweep(max), session.Checkpoints.Sweep(max)), 0, cancellationToken);
    }

    /// <summary>
    /// Ends the claims of a worker that lived in the process which had the file before, and so is dead: as if their leases had run out now, so each counts
    /// as an attempt. Only for a worker of the process itself, before it claims anything; workers elsewhere outlive the process.
    /// </summary>
    /// <param name="worker">The worker, by the name that it claims with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there were.</returns>
    public ValueTask<int> TakeBackAsync(string worker, CancellationToken cancellationToken)
    {
        StoreLimits.Worker(worker);
        return WriteAsync(session => session.Jobs.TakeBackOf(worker), 0, cancellationToken);
    }

    /// <summary>Refuses what waits, ends the group that is being written, lets go of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested) return;
        await _closing.CancelAsync();
        // Before the writer: whoever closes last clears the log away, and a reader may not write.
        _readers.Dispose();
        _thread.End();
        try
        {
            await _thread.Ended.WaitAsync(_options.Timeout, _patience);
        }
        catch (TimeoutException)
        {
            // The thread hangs in the disk; it is one of the background, and ends with the process, as does the claim.
            return;
        }

        finally
        {
            await _overdue.DisposeAsync();
        }

        _claim.Dispose();
    }

    /// <summary>Does a write in the next group.</summary>
    internal ValueTask<T> WriteAsync<T>(Func<WriteSession, T> work, long bytes, CancellationToken cancellationToken)
    {
        ThrowWhenClosed();
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WriteOperationOf<T>(work) { Bytes = bytes, SinceTimestamp = _patience.GetTimestamp() };
        if (!_thread.TrySubmit(operation))
            throw new DurabilityException(DurabilityFailure.Unavailable, $"too many writes wait for {_file}, nothing was accepted: write less often, or look at how busy its disk is");
        return cancellationToken.CanBeCanceled ? CancellableAsync(operation, cancellationToken) : operation.Task;
    }

    /// <summary>Reads what is on the disk.</summary>
    internal async ValueTask<T> ReadAsync<T>(Func<ReadSession, T> read, CancellationToken cancellationToken)
    {
        ThrowWhenClosed();
        if (_committer.Corrupt is { } corrupt) throw corrupt;
        try
        {
            var result = await _readers.ReadAsync(read, cancellationToken).WaitAsync(_options.Timeout, _patience, cancellationToken);
            // What was read may have been written just now, and not be on the disk yet.
            await _committer.Flusher.CaughtUp().WaitAsync(_options.Timeout, _patience, cancellationToken);
            return result;
        }
        catch (SqliteFault fault) when (fault.IsCorruption)
        {
            return await WriteAsync<T>(_ => throw fault, 0, cancellationToken);
        }
        catch (SqliteFault fault)
        {
            throw SqliteFaults.Of(fault, _file, committing: false);
        }
        catch (TimeoutException)
        {
            throw new DurabilityException(DurabilityFailure.Unavailable, $"{_file}: a read has not come to its end within {_options.Timeout.TotalSeconds:0.#} s; look at whether the disk hangs");
        }
    }

    private static async ValueTask<T> CancellableAsync<T>(WriteOperationOf<T> operation, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var write = (WriteOperation)state!;
                write.TryAbandon();
                write.Fail(new OperationCanceledException(token));
            },
            operation);
        return await operation.Task;
    }

    // Those whose time is over are told so even while the disk hangs. One look at all of them is cheaper than a timer for each.
    private void EndOverdue()
    {
        foreach (var operation in _thread.OlderThan(_patience.GetTimestamp() - (long)(_options.Timeout.TotalSeconds * _patience.TimestampFrequency)))
        {
            operation.Fail(new DurabilityException(
                operation.TryAbandon() ? DurabilityFailure.Unavailable : DurabilityFailure.UnknownOutcome,
                $"{_file}: a write has not come to its end within {_options.Timeout.TotalSeconds:0.#} s; look at whether the disk hangs"));
        }
    }

    private void ThrowWhenClosed()
    {
        if (_closing.IsCancellationRequested) throw new DurabilityException(DurabilityFailure.Closed, $"{_file}: the store has been closed");
    }
}
