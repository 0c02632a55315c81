using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// Writes groups into the file: all of a group or nothing; they are on the disk, and their callers answered, after the next <see cref="Flush"/>. After an
/// error of the disk the file is opened anew for the next group, so that it goes on by itself when the disk does. A damaged file is set aside, and then
/// nothing is done any more. Used by one thread.
/// </summary>
internal sealed class GroupCommitter(string file, DurableOptions options, StoreClock clock, IReadOnlyList<string> steps, Action<IReadOnlyCollection<string>> signal) : IDisposable
{
    private readonly LogFlusher _flusher = new(signal, fault => SqliteFaults.Of(fault, file, committing: true));
    private WriteSession? _session;
    private LogFile? _log;
    private DurabilityException? _corrupt;

    /// <summary>Why the file is no more, once it was set aside.</summary>
    public DurabilityException? Corrupt => Volatile.Read(ref _corrupt);

    /// <summary>For tests: the session to break something in.</summary>
    internal WriteSession? Session => _session;

    /// <summary>What makes it durable.</summary>
    internal LogFlusher Flusher => _flusher;

    /// <summary>For tests: called before the end of each group; what it throws happens then.</summary>
    internal Action? BeforeCommit { get; set; }

    /// <summary>Opens the file.</summary>
    public void Open()
    {
        try
        {
            if (_session is not null) return;
            _session = new WriteSession(file, options, clock, steps);
            _flusher.Use(_log = new LogFile(file));
        }
        catch (SqliteFault fault)
        {
            throw Meant(fault, committing: false);
        }
    }

    /// <summary>Makes what was written durable, and answers its callers.</summary>
    /// <param name="here">Whether there is nothing else to do meanwhile.</param>
    public void Flush(bool here) => _flusher.Flush(here);

    /// <summary>Does a group.</summary>
    public void Commit(WriteGroup group)
    {
        DurabilityException error;
        var (committing, isOfOne) = (false, false);
        try
        {
            if (Corrupt is { } corrupt) throw corrupt;
            ThrowWhenRemoved();
            if (_flusher.IsBroken) Settle();
            Open();
            _session!.Begin();
            foreach (var operation in group.Operations) operation.Do(_session);
            _session.Flush();
            committing = true;
            BeforeCommit?.Invoke();
            _session.Commit();
            _flusher.Add(group, _session.Signalled);
            return;
        }
        catch (SqliteFault fault)
        {
            error = Meant(fault, committing);
            isOfOne = fault.IsOfStatement && !committing;
        }
        catch (DurabilityException e)
        {
            error = e;
        }
        catch (Exception e)
        {
            // An exception that leaves this thread would end the process, and with it all that needs no store.
            CloseSession();
            isOfOne = !committing;
            error = new DurabilityException(committing ? DurabilityFailure.UnknownOutcome : DurabilityFailure.Unavailable, $"{file}: {e.Message}", e);
        }

        if (isOfOne && group.Count > 1)
        {
            // One of them is to blame: each by itself, so that no caller suffers for another one.
            foreach (var operation in group.Operations) Commit(new WriteGroup(operation));
            return;
        }

        foreach (var operation in group.Operations) operation.Fail(error);
    }

    /// <summary>Looks at a file that somebody found damaged, and sets it aside if it is.</summary>
    public void Condemn(SqliteFault fault) => Meant(fault, committing: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseSession();
        _flusher.End();
    }

    // After a flush that failed, the log may have gaps that only show after a power failure. So all of it goes into the file, and it begins anew.
    private void Settle()
    {
        CloseSession();
        Open();
        _session!.EmptyLog();
        _flusher.Settled();
    }

    private DurabilityException Meant(SqliteFault fault, bool committing)
    {
        if (fault.IsCorruption)
        {
            CloseSession();
            if (_corrupt is { } before) return before;
            DurabilityException corrupt;
            try
            {
                corrupt = SqliteFaults.SetAside(file, DamagedFile.SetAside(file, options.Clock), fault);
            }
            catch (DurabilityException e)
            {
                corrupt = e;
            }

            Volatile.Write(ref _corrupt, corrupt);
            return corrupt;
        }

        try
        {
            if (fault.LeavesConnection) _session?.Rollback();
            else CloseSession();
        }
        catch (SqliteFault)
        {
            CloseSession();
        }

        return SqliteFaults.Of(fault, file, committing);
    }

    // What is written to a removed file is lost with the process. Seen by its name only: it costs little beside a flush.
    private void ThrowWhenRemoved()
    {
        if (_session is null || File.Exists(file)) return;
        CloseSession();
        var removed = SqliteFaults.Removed(file);
        Volatile.Write(ref _corrupt, removed);
        throw removed;
    }

    private void CloseSession()
    {
        _flusher.Drain();
        _flusher.Use(null);
        _log?.Dispose();
        _log = null;
        _session?.Dispose();
        _session = null;
    }
}
