using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// Writes groups into the file: all of a group or nothing. After an error of the disk the file is opened anew for the next group, so that it goes
/// on by itself when the disk does. A damaged file is set aside, and then nothing is done any more. Used by one thread.
/// </summary>
internal sealed class GroupCommitter(string file, DurableOptions options, StoreClock clock, IReadOnlyList<string> steps, Action<IReadOnlyCollection<string>> signal) : IDisposable
{
    private WriteSession? _session;
    private DurabilityException? _corrupt;

    /// <summary>Why the file is no more, once it was set aside.</summary>
    public DurabilityException? Corrupt => Volatile.Read(ref _corrupt);

    /// <summary>For tests: the session to break something in.</summary>
    internal WriteSession? Session => _session;

    /// <summary>For tests: called before the end of each group; what it throws happens then.</summary>
    internal Action? BeforeCommit { get; set; }

    /// <summary>Opens the file.</summary>
    public void Open()
    {
        try
        {
            _session ??= new WriteSession(file, options, clock, steps);
        }
        catch (SqliteFault fault)
        {
            throw Meant(fault, committing: false);
        }
    }

    /// <summary>Does a group and answers its callers.</summary>
    public void Commit(WriteGroup group)
    {
        DurabilityException error;
        var (committing, isOfOne) = (false, false);
        try
        {
            if (Corrupt is { } corrupt) throw corrupt;
            ThrowWhenRemoved();
            Open();
            _session!.Begin();
            foreach (var operation in group.Operations) operation.Do(_session);
            _session.Flush();
            committing = true;
            BeforeCommit?.Invoke();
            _session.Commit();
            signal(_session.Signalled);
            group.Answer();
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
    public void Dispose() => CloseSession();

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
        _session?.Dispose();
        _session = null;
    }
}
