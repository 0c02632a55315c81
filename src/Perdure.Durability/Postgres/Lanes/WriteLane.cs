using System.Threading.Channels;
using Npgsql;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>
/// Takes what waits, makes one transaction of it, answers its callers when it is on the disk; then the next. Connects when there is something to
/// write and, after a failure, not at once again.
/// </summary>
/// <param name="place">The server.</param>
/// <param name="waiting">The writes, of which all lanes take.</param>
/// <param name="turns">When each lane begins.</param>
internal sealed class WriteLane(PostgresPlace place, ChannelReader<PostgresWrite> waiting, LaneTurns turns) : IAsyncDisposable
{
    private const int AttemptsMax = 8;
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TriedFor = TimeSpan.FromMilliseconds(500);
    private readonly List<PostgresWrite> _deferred = [];
    private readonly List<Task> _resolving = [];
    private WriteLink? _link;
    private DurabilityException? _refused;
    private long _refusedTimestamp;

    /// <summary>Works until the queue is closed and empty.</summary>
    public async Task RunAsync()
    {
        var group = new List<PostgresWrite>();
        var last = 0;
        while (_deferred.Count > 0 || await waiting.WaitToReadAsync())
        {
            // Those who were just answered are to be heard first.
            if (last > 1) await Task.Yield();
            if (_deferred.Count == 0) await turns.WaitAsync(() => waiting.Count);
            var steps = Take(group);
            last = group.Count;
            turns.Begin(last);
            if (last > 0) await DoAsync(group, steps);
            turns.End(last);
            group.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_resolving);
        if (_link is not null) await _link.DisposeAsync();
    }

    private List<WriteStep> Take(List<PostgresWrite> group)
    {
        var bySort = new Dictionary<Type, WriteStep>();
        var bytes = 0L;
        var deferred = _deferred.ToArray();
        _deferred.Clear();
        foreach (var write in deferred) Put(write);
        while (group.Count < place.Options.GroupSizeMax && bytes < StoreLimits.BatchBytesMax && _deferred.Count < place.Options.GroupSizeMax && waiting.TryRead(out var write)) Put(write);
        return [.. bySort.Values.OrderByDescending(static step => step.IsFirst)];

        void Put(PostgresWrite write)
        {
            if (!write.TryTake()) return;
            if (group.Count > 0 && bytes + write.Bytes > StoreLimits.BatchBytesMax)
            {
                _deferred.Add(write);
                return;
            }

            if (!bySort.TryGetValue(write.Sort, out var step)) bySort.Add(write.Sort, step = write.NewStep(place));
            if (!step.TryAdd(write))
            {
                _deferred.Add(write);
                return;
            }

            bytes += write.Bytes;
            group.Add(write);
        }
    }

    private async Task DoAsync(List<PostgresWrite> group, List<WriteStep> steps)
    {
        try
        {
            await CommitAsync(group, steps);
            foreach (var write in group) write.Succeed();
        }
        // One of them may be to blame: each by itself then, so that no caller suffers for another one.
        catch (PostgresException e) when (group.Count > 1 && !PostgresFaults.IsLost(e) && !PostgresFaults.IsConflict(e) && e.SqlState != PostgresErrorCodes.DiskFull)
        {
            foreach (var write in group)
            {
                var step = write.NewStep(place);
                step.TryAdd(write);
                await DoAsync([write], [step]);
            }
        }
        catch (CommitLostException e)
        {
            // The callers wait on, those after them need not.
            _resolving.RemoveAll(static task => task.IsCompleted);
            _resolving.Add(ResolveAsync([.. group], e));
        }
        catch (Exception e)
        {
            var error = PostgresFaults.IsFault(e) ? PostgresFaults.Undone(e, place.Location) : e;
            foreach (var write in group) write.Fail(error);
        }
    }

    // Throws CommitLostException, DurabilityFailure.UnknownOutcome, or what shows that nothing was done.
    private async Task CommitAsync(List<PostgresWrite> group, List<WriteStep> steps)
    {
        var broke = false;
        for (var attempt = 1; ; attempt++)
        {
            var link = await LinkAsync();
            foreach (var write in group) write.Forget();
            try
            {
                var nowMs = place.Clock.NowMs();
                var hasBegun = await LookAsync(link, steps, nowMs);
                await WriteAsync(link, steps, nowMs, hasBegun);
                return;
            }
            catch (Exception e) when (e is not (CommitLostException or DurabilityException))
            {
                if (PostgresFaults.IsLost(e) || !await link.RollbackAsync()) await DropAsync();
                var again = PostgresFaults.IsConflict(e) ? attempt < AttemptsMax : _link is null && !broke && !IsTimeout(e);
                // A connection that had broken while nobody used it shows only now.
                broke |= _link is null;
                if (!again) throw;
            }
        }
    }

    // Whether the transaction has begun: it begins with the writes when there is nothing to look at, which saves a way to the server and back. Not on a
    // connection that was not used lately: whether it is whole is better known before a commit is sent on it.
    private static async Task<bool> LookAsync(WriteLink link, List<WriteStep> steps, long nowMs)
    {
        var isTried = link.WasUsedWithin(TriedFor);
        await using var looks = link.NewBatch();
        link.Begin(looks, nowMs);
        var alone = looks.BatchCommands.Count;
        foreach (var step in steps) step.Look(looks, nowMs);
        if (isTried && looks.BatchCommands.Count == alone)
        {
            foreach (var step in steps) step.Looked(nowMs);
            return false;
        }

        await using var reader = await looks.ExecuteReaderAsync();
        foreach (var step in steps)
        {
            await step.LookedAsync(reader, nowMs);
            step.Looked(nowMs);
        }

        return true;
    }

    // The writes and the commit are one message: the server does what follows an error no more.
    private async Task WriteAsync(WriteLink link, List<WriteStep> steps, long nowMs, bool hasBegun)
    {
        await using var writes = link.NewBatch();
        if (!hasBegun) link.Begin(writes, nowMs);
        var begin = writes.BatchCommands.Count;
        foreach (var step in steps) step.Write(writes, nowMs);
        if (writes.BatchCommands.Count == begin)
        {
            if (hasBegun && !await link.RollbackAsync()) await DropAsync();
            return;
        }

        link.Commit(writes);
        try
        {
            await using var reader = await writes.ExecuteReaderAsync();
            foreach (var step in steps) await step.WroteAsync(reader);
            while (await reader.NextResultAsync())
            {
                // To the answer of the commit.
            }
        }
        // Of whatever sort it is: an answer that could not be understood may be followed by that of the commit.
        catch (Exception e) when (!IsUndone(e))
        {
            _link = null;
            throw new CommitLostException(link, e);
        }

        link.ThrowIfWarned(place.Location);
    }

    // The transaction has left a mark if it is there, so the answer that was lost can be found again; and if it is not there, it cannot come any more.
    private async Task ResolveAsync(PostgresWrite[] group, CommitLostException lost)
    {
        await lost.Link.DisposeAsync();
        var since = place.Patience.GetTimestamp();
        var last = lost.InnerException!;
        while (place.Patience.GetElapsedTime(since) < place.Store.Timeout)
        {
            try
            {
                await using var link = await WriteLink.OpenAsync(place, CancellationToken.None);
                var committed = await link.SettleAsync(lost.Link, place.Clock.NowMs(), CancellationToken.None);
                var undone = committed ? null : new DurabilityException(
                    DurabilityFailure.Unavailable, $"{place.Location}: the connection broke before the commit ({last.Message}); nothing was done", last);
                foreach (var write in group)
                {
                    if (committed) write.Succeed();
                    else write.Fail(undone!);
                }

                return;
            }
            catch (Exception e) when (PostgresFaults.IsFault(e) || e is DurabilityException or ObjectDisposedException)
            {
                last = e;
            }

            await Task.Delay(RestAfterFailure, place.Patience);
        }

        var unknown = PostgresFaults.Unknown(last, place.Location);
        foreach (var write in group) write.Fail(unknown);
    }

    private async Task<WriteLink> LinkAsync()
    {
        if (_link is { IsFresh: false }) await DropAsync();
        if (_link is not null) return _link;
        if (_refused is not null && place.Patience.GetElapsedTime(_refusedTimestamp) < RestAfterFailure) throw _refused;
        try
        {
            _link = await WriteLink.OpenAsync(place, CancellationToken.None);
            _refused = null;
            return _link;
        }
        catch (Exception e) when (PostgresFaults.IsFault(e) || e is DurabilityException)
        {
            _refused = PostgresFaults.Undone(e, place.Location);
            _refusedTimestamp = place.Patience.GetTimestamp();
            throw _refused;
        }
    }

    private async Task DropAsync()
    {
        if (_link is null) return;
        await _link.DisposeAsync();
        _link = null;
    }

    // Whether the server says that it did not commit.
    private static bool IsUndone(Exception error) => error is PostgresException { SqlState: not PostgresErrorCodes.QueryCanceled } && !PostgresFaults.IsLost(error);

    private static bool IsTimeout(Exception error) => error is TimeoutException || error.InnerException is TimeoutException;
}
