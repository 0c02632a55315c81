using System.Runtime.CompilerServices;
using Perdure.Coordination.Embedded.Sqlite;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>
/// The store in this process, for one machine: kept in a SQLite file, where every write is before it is acknowledged, or only in memory.
/// Reads come from memory without a lock. Leases outlast a restart and then begin anew. Thread-safe.
/// </summary>
public sealed class EmbeddedCoordinator : ICoordinator
{
    // After so long without an event a watch is told how far it has come, when others had events in the meantime.
    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(5);
    private readonly EmbeddedOptions _options;
    private readonly EmbeddedStore _store;
    private readonly IWriter _writer;
    private readonly CancellationTokenSource _closing = new();

    private EmbeddedCoordinator(EmbeddedOptions options, EmbeddedStore store, IWriter writer) => (_options, _store, _writer) = (options, store, writer);

    /// <inheritdoc/>
    public event Action<StoreStatus>? StatusChanged
    {
        add => _store.Status.Changed += value;
        remove => _store.Status.Changed -= value;
    }

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public bool KeepsRenewals => true;

    /// <inheritdoc/>
    public StoreStatus Status => _store.Status.Current;

    /// <summary>A store that is gone with the object: for tests, and for the demo.</summary>
    public static EmbeddedCoordinator InMemory(EmbeddedOptions options)
    {
        var store = new EmbeddedStore(options, "memory", open: null);
        return new EmbeddedCoordinator(options, store, new InlineWriter(store, options.Clock));
    }

    /// <summary>
    /// Opens a file, or makes it. A damaged one is set aside under another name, which the status's warning tells. When the disk does not
    /// let it be opened just now, the store begins as <see cref="StoreState.Lost"/> and is tried again all the time.
    /// </summary>
    /// <exception cref="CoordinationException">
    /// <see cref="CoordinationFailure.Unavailable"/>: another process has the file (unless <see cref="EmbeddedOptions.WaitForFile"/>).
    /// <see cref="CoordinationFailure.Incompatible"/>: the file is of a newer version, of another system or of another program.
    /// </exception>
    public static EmbeddedCoordinator Open(string file, EmbeddedOptions options)
    {
        var path = Path.GetFullPath(file);
        var claim = new FileClaim(path);
        return Open(path, options, () => SqliteJournal.Open(path, options.Clock, claim), claim);
    }

    /// <summary>Opens any journal.</summary>
    internal static EmbeddedCoordinator Open(string location, EmbeddedOptions options, Func<IJournal> open, IDisposable? claim = null)
    {
        var store = new EmbeddedStore(options, location, open, claim);
        try
        {
            store.Open();
        }
        catch (CoordinationException)
        {
            store.Dispose();
            throw;
        }

        return new EmbeddedCoordinator(options, store, new WriterThread(store, options.Clock, options.Timeout));
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        StoreLimits.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<RangeResult>(Readable().Range(query));
    }

    /// <inheritdoc/>
    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        StoreLimits.Check(transaction);
        cancellationToken.ThrowIfCancellationRequested();
        // What only reads needs neither the disk nor a turn.
        if (KeySpace.IsReadOnly(transaction)) return new ValueTask<TransactionResult>(Readable().Apply(transaction).Result!);
        return DoAsync(group => group.Commit(transaction), needsDisk: true, BytesOf(transaction), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken)
    {
        var seconds = StoreLimits.TtlSeconds(ttl);
        cancellationToken.ThrowIfCancellationRequested();
        var sent = Clock.GetTimestamp();
        return Grant(await DoAsync(group => group.Grant(seconds), needsDisk: true, 0, cancellationToken), seconds, sent);
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = Clock.GetTimestamp();
        return Grant(lease, await DoAsync(group => group.Renew(lease), needsDisk: false, 0, cancellationToken), sent);
    }

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(long lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await DoAsync(
            group =>
            {
                group.End(lease);
                return true;
            },
            needsDisk: true,
            0,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreLimits.Check(query);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var history = _store.History;
        while (history.Next == 0)
        {
            var begins = history.Changed;
            if (history.Next == 0) await WaitAsync(begins, ends.Token, cancellationToken);
        }

        // Readers see a revision a moment before the history has it; a watch that begins now is not to be told of it.
        var known = Math.Max(history.Next - 1, _store.Published?.Revision ?? 0);
        var from = query.FromRevision == 0 ? known + 1 : query.FromRevision;
        ThrowWhenEnded(cancellationToken);
        ThrowWhenCompacted(history.Read(query, from, out _, out _), from);
        yield return new WatchBatch(Math.Min(known, from - 1), []);

        var told = Clock.GetTimestamp();
        while (true)
        {
            ThrowWhenEnded(cancellationToken);
            var changed = history.Changed;
            ThrowWhenCompacted(history.Read(query, from, out var events, out var next), from);
            if (events.Length > 0 || (next > from && Clock.GetElapsedTime(told) > ProgressAfter))
            {
                told = Clock.GetTimestamp();
                from = next;
                yield return new WatchBatch(next - 1, events);
                continue;
            }

            if (next > from) from = next;
            else await WaitAsync(changed, ends.Token, cancellationToken);
        }
    }

    /// <summary>Ends all watches, refuses what waits, lets go of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _writer.DisposeAsync();
    }

    /// <summary>Forgets the history before a revision.</summary>
    internal void Compact(long revision) => _store.History.Compact(revision);

    private static long BytesOf(Transaction transaction)
    {
        var bytes = 0L;
        foreach (var step in transaction.Then) bytes += step is PutOperation put ? put.Value.Length : 0;
        foreach (var step in transaction.Else) bytes += step is PutOperation put ? put.Value.Length : 0;
        return bytes;
    }

    private static CoordinationException Closed() => new(CoordinationFailure.Closed, "the coordinator has been closed");

    private KeySpace Readable()
    {
        if (_closing.IsCancellationRequested) throw Closed();
        return _store.Published ?? throw _store.Unavailable();
    }

    private LeaseGrant Grant(long lease, int seconds, long sent) => new(lease, TimeSpan.FromSeconds(seconds), sent + (seconds * Clock.TimestampFrequency));

    private ValueTask<T> DoAsync<T>(Func<CommitGroup, T> work, bool needsDisk, long bytes, CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested) throw Closed();
        var request = new WriteRequestOf<T>(work) { NeedsDisk = needsDisk, Bytes = bytes };
        if (!_writer.TrySubmit(request))
            throw new CoordinationException(CoordinationFailure.Unavailable, $"too many writes wait for {Status.Location}; write less often, or look at how busy its disk is");
        return request.Task.IsCompleted ? new ValueTask<T>(request.Task) : AwaitAsync(request, cancellationToken);
    }

    private async ValueTask<T> AwaitAsync<T>(WriteRequestOf<T> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Task.WaitAsync(_options.Timeout, Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            request.TryAbandon();
            throw;
        }
        catch (TimeoutException)
        {
            // Answered at the last moment.
            if (request.Task.IsCompleted) return await request.Task;
            var problem = $"{Status.Location}: a write has not come to its end within {_options.Timeout.TotalSeconds:0.#} s; look at whether the disk hangs";
            _store.Status.Set(StoreState.Lost, problem);
            // It may have come to its end just before that was said.
            _writer.Wake();
            throw new CoordinationException(request.TryAbandon() ? CoordinationFailure.Unavailable : CoordinationFailure.UnknownOutcome, problem);
        }
    }

    private void ThrowWhenEnded(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_closing.IsCancellationRequested) throw Closed();
    }

    private static void ThrowWhenCompacted(long oldest, long from)
    {
        if (oldest == 0) return;
        throw new CoordinationException(CoordinationFailure.Compacted, $"the history before revision {oldest} is gone, {from} was asked for: list again, then watch from there")
        {
            CompactRevision = oldest,
        };
    }

    private static async Task WaitAsync(Task task, CancellationToken ends, CancellationToken cancelled)
    {
        try
        {
            await task.WaitAsync(ends);
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw Closed();
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancelled);
        }
    }
}
