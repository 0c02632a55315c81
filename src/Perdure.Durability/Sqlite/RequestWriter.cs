using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>What is done to records of idempotency, each within the transaction of a group.</summary>
internal sealed class RequestWriter(WriteSession session, Database database)
{
    private readonly Statement _read = database.Prepare("SELECT rowid, fingerprint, token, done, lease, expires, answer FROM request WHERE scope = ? AND key = ?");
    private readonly Statement _guard = database.Prepare("SELECT rowid, done, lease, expires FROM request WHERE scope = ? AND key = ? AND token = ? AND expires > ?");
    private readonly Statement _insert = database.Prepare("INSERT INTO request VALUES (?, ?, ?, ?, 0, ?, ?, ?, NULL)");
    private readonly Statement _extend = database.Prepare("UPDATE request SET lease = ?, expires = ? WHERE rowid = ?");
    private readonly Statement _finish = database.Prepare("UPDATE request SET done = 1, expires = ?, answer = ? WHERE rowid = ?");
    private readonly Statement _delete = database.Prepare("DELETE FROM request WHERE rowid = ?");
    private readonly Statement _expired = database.Prepare("SELECT rowid FROM request WHERE expires <= ? ORDER BY expires, rowid LIMIT ?");

    /// <summary>Begins a request.</summary>
    public IdempotencyBegin Begin(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, long leaseMs, long? retentionMs)
    {
        var now = session.NowMs;
        var found = _read.Set(key.Scope).Set(key.Key).One(
            row => new Row(row.Long(0), row.Bytes(1).AsSpan().SequenceEqual(fingerprint.Span), row.Long(2), row.Long(3) == 1, row.Long(4), row.Long(5), row.Bytes(6)));
        if (found is not null && found.Expires > now) return Answer(found, now);
        if (found is not null)
        {
            Delete(found.Id);
        }
        else if (session.RequestCount >= session.Options.IdempotencyRecordsMax)
        {
            throw new DurabilityException(
                DurabilityFailure.Full,
                $"there are {session.RequestCount} records of idempotency, the most that may be; nothing was begun: let them expire sooner, or allow more");
        }

        var (token, expires) = (session.NextToken(), now + leaseMs + (retentionMs ?? (long)session.Options.IdempotencyRetention.TotalMilliseconds));
        _insert.Set(key.Scope).Set(key.Key).Set(fingerprint.Span).Set(token).Set(now).Set(now + leaseMs).Set(expires).Run();
        session.RequestCount++;
        return new IdempotencyBegin(IdempotencyState.Started, token, default, expires);
    }

    /// <summary>Makes it be in flight for longer.</summary>
    public bool Extend(IdempotencyKey key, long token, long leaseMs)
    {
        var now = session.NowMs;
        if (Find(key, token, now) is not { IsDone: false } found || found.Lease <= now) return false;
        _extend.Set(now + leaseMs).Set(now + leaseMs + found.RetentionMs).Set(found.Id).Run();
        return true;
    }

    /// <summary>Stores the answer.</summary>
    public bool Finish(IdempotencyKey key, long token, ReadOnlyMemory<byte> answer)
    {
        var now = session.NowMs;
        if (Find(key, token, now) is not { } found) return false;
        if (!found.IsDone) _finish.Set(now + found.RetentionMs).Set(answer.Span).Set(found.Id).Run();
        return true;
    }

    /// <summary>Frees the key.</summary>
    public bool Abandon(IdempotencyKey key, long token)
    {
        if (Find(key, token, session.NowMs) is not { IsDone: false } found) return false;
        Delete(found.Id);
        return true;
    }

    /// <summary>Says what became of an unknown request.</summary>
    public bool Settle(IdempotencyKey key, long token, byte[]? answer)
    {
        var now = session.NowMs;
        if (Find(key, token, now) is not { IsDone: false } found || found.Lease > now) return false;
        if (answer is not null) _finish.Set(now + found.RetentionMs).Set(answer.AsSpan()).Set(found.Id).Run();
        else Delete(found.Id);
        return true;
    }

    /// <summary>Deletes what has expired.</summary>
    public int Sweep(int max)
    {
        var gone = _expired.Set(session.NowMs).Set(max).All(static row => row.Long(0));
        foreach (var id in gone) Delete(id);
        return gone.Count;
    }

    private static IdempotencyBegin Answer(Row found, long now)
    {
        if (!found.IsSame) return new IdempotencyBegin(IdempotencyState.Mismatch, 0, default, 0);
        if (found.IsDone) return new IdempotencyBegin(IdempotencyState.Replay, 0, found.Answer, found.Expires);
        return found.Lease > now
            ? new IdempotencyBegin(IdempotencyState.InFlight, 0, default, found.Expires)
            : new IdempotencyBegin(IdempotencyState.Unknown, found.Token, default, found.Expires);
    }

    private Guarded? Find(IdempotencyKey key, long token, long now) =>
        _guard.Set(key.Scope).Set(key.Key).Set(token).Set(now).One(static row => new Guarded(row.Long(0), row.Long(1) == 1, row.Long(2), row.Long(3)));

    private void Delete(long id)
    {
        _delete.Set(id).Run();
        session.RequestCount--;
    }

    private sealed record Row(long Id, bool IsSame, long Token, bool IsDone, long Lease, long Expires, byte[] Answer);

    private sealed record Guarded(long Id, bool IsDone, long Lease, long Expires)
    {
        // A record that is not done expires so long after its lease.
        public long RetentionMs => Expires - Lease;
    }
}
