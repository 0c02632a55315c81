using System.Globalization;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>What is done to checkpoints, each within the transaction of a group.</summary>
internal sealed class CheckpointWriter(WriteSession session, Database database)
{
    private readonly Statement _read = database.Prepare("SELECT etag, fence, expires FROM checkpoint_job WHERE job = ?");
    private readonly Statement _write = database.Prepare("INSERT OR REPLACE INTO checkpoint_job VALUES (?, ?, ?, ?)");
    private readonly Statement _insert = database.Prepare("INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?)");
    private readonly Statement _trim = database.Prepare(
        "DELETE FROM checkpoint WHERE job = ?1 AND etag <= (SELECT etag FROM checkpoint WHERE job = ?1 ORDER BY etag DESC LIMIT 1 OFFSET ?2)");
    private readonly Statement _deleteAll = database.Prepare("DELETE FROM checkpoint WHERE job = ?");
    private readonly Statement _forget = database.Prepare("DELETE FROM checkpoint_job WHERE job = ?");
    private readonly Statement _expired = database.Prepare("SELECT job FROM checkpoint_job WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires, job LIMIT ?");

    /// <summary>Writes a checkpoint.</summary>
    public CheckpointWrite Put(string job, ReadOnlyMemory<byte> data, CheckpointCondition condition, long? fencingToken)
    {
        var now = session.NowMs;
        var (isKnown, current) = Find(job, now);
        if (Refused(current, condition, fencingToken) is { } refused) return refused;
        CheckRoom(isKnown);
        var (etag, fence) = (session.NextToken(), fencingToken ?? 0);
        _insert.Set(etag).Set(job).Set(now).Set(fence).Set(data.Span).Run();
        _write.Set(job).Set(etag).Set(fence).SetNull().Run();
        _trim.Set(job).Set(session.Options.CheckpointHistoryMax).Run();
        return new CheckpointWrite(CheckpointOutcome.Done, Text(etag), fence);
    }

    /// <summary>Deletes a job's checkpoint and its history.</summary>
    public CheckpointWrite Delete(string job, CheckpointCondition condition, long? fencingToken)
    {
        var now = session.NowMs;
        var (isKnown, current) = Find(job, now);
        if (Refused(current, condition, fencingToken) is { } refused) return refused;
        if (current.ETag is not null) _deleteAll.Set(job).Run();
        if (fencingToken is { } fence)
        {
            CheckRoom(isKnown);
            _write.Set(job).SetNull().Set(fence).Set(now + (long)session.Options.FencingRetention.TotalMilliseconds).Run();
        }
        else if (isKnown)
        {
            Forget(job);
        }

        return new CheckpointWrite(CheckpointOutcome.Done, null, fencingToken ?? 0);
    }

    /// <summary>Forgets the fencing tokens of checkpoints that were deleted long ago.</summary>
    public int Sweep(int max)
    {
        var gone = _expired.Set(session.NowMs).Set(max).All(static row => row.Text(0)!);
        foreach (var job in gone) Forget(job);
        return gone.Count;
    }

    private static CheckpointWrite? Refused(Current current, CheckpointCondition condition, long? fencingToken)
    {
        var etag = current.ETag is { } number ? Text(number) : null;
        if ((fencingToken ?? 0) < current.Fence) return new CheckpointWrite(CheckpointOutcome.Fenced, etag, current.Fence);
        var holds = (condition.ETag is null || condition.ETag == etag) && !(condition.MustNotExist && etag is not null);
        return holds ? null : new CheckpointWrite(CheckpointOutcome.PreconditionFailed, etag, current.Fence);
    }

    private static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    // A deleted one whose time has come is as if it had never been, but its row is there until it is swept.
    private (bool IsKnown, Current Current) Find(string job, long now)
    {
        var found = _read.Set(job).One(static row => (Current?)new Current(row.IsNull(0) ? null : row.Long(0), row.Long(1), row.IsNull(2) ? null : row.Long(2)));
        return (found is not null, found is { } there && !(there.Expires <= now) ? there : default);
    }

    private void CheckRoom(bool isKnown)
    {
        if (isKnown) return;
        if (session.CheckpointCount >= session.Options.CheckpointJobsMax)
        {
            throw new DurabilityException(
                DurabilityFailure.Full,
                $"there are checkpoints of {session.CheckpointCount} jobs, the most that may be; nothing was written: delete those of jobs that have ended, or allow more");
        }

        session.CheckpointCount++;
    }

    private void Forget(string job)
    {
        _forget.Set(job).Run();
        session.CheckpointCount--;
    }

    private readonly record struct Current(long? ETag, long Fence, long? Expires);
}
