using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>What is done to jobs, each within the transaction of a group. States: see <see cref="DurableSchema"/>.</summary>
internal sealed class JobWriter(WriteSession session, Database database)
{
    private const string Row = "(?, ?, ?, ?, ?, ?, 0, ?, ?, 0, 0, NULL, 0, NULL, NULL, ?, ?, ?)";
    private const int InRowBytesMax = 1_024;

    // A statement has a price of its own, for each of the indexes.
    private const int RowsMax = 8;
    private readonly JobGroups _groups = new(database);
    private readonly Statement _dedupe = database.Prepare("SELECT id FROM job WHERE queue = ? AND dedupe = ?");
    private readonly Statement _insert = database.Prepare("INSERT INTO job VALUES " + Row);
    private readonly Statement _insertMany = database.Prepare("INSERT INTO job VALUES " + string.Join(", ", Enumerable.Repeat(Row, RowsMax)));
    private readonly List<NewRow> _rows = [];
    private readonly Statement _insertContent = database.Prepare("INSERT INTO content VALUES (?, ?, ?, NULL)");
    private readonly Statement _replaceContent = database.Prepare("INSERT OR REPLACE INTO content VALUES (?, NULL, NULL, ?)");
    private readonly Statement _deleteContent = database.Prepare("DELETE FROM content WHERE seq = ?");
    private readonly Statement _deleteJob = database.Prepare("DELETE FROM job WHERE seq = ?");
    private readonly Statement _due = database.Prepare(
        """
        SELECT job.seq, id, grp, dedupe, attempts, enqueued, error, coalesce(job.headers, content.headers), coalesce(job.payload, content.payload)
        FROM job LEFT JOIN content ON job.payload IS NULL AND content.seq = job.seq WHERE queue = ? AND state = 0 AND due <= ? ORDER BY due, job.seq LIMIT ?
        """);
    private readonly Statement _claim = database.Prepare("UPDATE job SET state = 1, lease = ?, token = ?, worker = ?, attempts = attempts + 1 WHERE seq = ?");
    private readonly Statement _seqOfOld = database.Prepare("SELECT seq FROM job WHERE id = ? AND id < '1'");
    private readonly Statement _held = database.Prepare("SELECT queue, grp, payload IS NULL FROM job WHERE seq = ? AND id = ? AND token = ? AND state = 1 AND lease > ?");
    private readonly Statement _wasDone = database.Prepare("SELECT 1 FROM job WHERE seq = ? AND id = ? AND token = ? AND state = 3");
    private readonly Statement _extend = database.Prepare("UPDATE job SET lease = ? WHERE seq = ?");
    private readonly Statement _finish = database.Prepare("UPDATE job SET state = 3, finished = ?, expires = ?, worker = NULL, headers = NULL, payload = NULL WHERE seq = ?");
    private readonly Statement _bury = database.Prepare("UPDATE job SET state = 4, finished = ?, expires = ?, error = ?, worker = NULL WHERE seq = ?");
    private readonly Statement _giveBack = database.Prepare(
        "UPDATE job SET state = ?, due = coalesce(?, due), error = coalesce(?, error), worker = NULL, attempts = attempts - ? WHERE seq = ?");
    private readonly Statement _ranOut = database.Prepare("SELECT seq, grp, lease FROM job WHERE queue = ? AND state = 1 AND lease <= ?");
    private readonly Statement _heldBy = database.Prepare("SELECT seq, grp FROM job WHERE queue = ? AND state = 1 AND worker = ?");
    private readonly Statement _dead = database.Prepare("SELECT seq, grp FROM job WHERE queue = ? AND state = 4 ORDER BY seq LIMIT ?");
    private readonly Statement _deadById = database.Prepare("SELECT seq, grp FROM job WHERE seq = ? AND id = ? AND queue = ? AND state = 4");
    private readonly Statement _revive = database.Prepare("UPDATE job SET state = ?, due = ?, attempts = 0, finished = 0, expires = NULL WHERE seq = ?");
    private readonly Statement _open = database.Prepare("SELECT seq, grp, state FROM job WHERE queue = ? AND state < 3 AND state <> 1 ORDER BY seq LIMIT ?");
    private readonly Statement _done = database.Prepare("SELECT seq, grp FROM job WHERE queue = ? AND state = 3 ORDER BY seq LIMIT ?");
    private readonly Statement _expired = database.Prepare("SELECT seq, queue, state FROM job WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires, seq LIMIT ?");

    private long _nextSeq = 1 + database.Number("SELECT coalesce(max(seq), 0) FROM job");

    /// <summary>Adds jobs.</summary>
    public IReadOnlyList<EnqueuedJob> Enqueue(IReadOnlyList<NewJob> jobs)
    {
        var results = new EnqueuedJob[jobs.Count];
        var now = session.NowMs;
        FindDuplicates(jobs, results);
        CheckDepth(jobs, results);
        for (var i = 0; i < jobs.Count; i++)
        {
            if (results[i].Duplicate) continue;
            var job = jobs[i];
            var queue = session.Queues.FindOrAdd(job.Queue);
            var isHeldBack = job.Group is not null && _groups.Head(queue.Id, job.Group) is not null;
            var headers = JobHeaders.Encode(job.Headers);
            var isInRow = job.Payload.Length + (headers?.Length ?? 0) <= InRowBytesMax;
            var row = new NewRow(JobIds.Seq(results[i].Id)!.Value, results[i].Id, queue.Id, isHeldBack, job, headers, isInRow);
            if (isInRow && job.Group is null && job.DedupeKey is null)
            {
                // Nobody asks for it within the group before FlushRows.
                _rows.Add(row);
                if (_rows.Count == RowsMax) FlushRows();
            }
            else
            {
                SetRow(_insert, row, now).Run();
                if (!isInRow) SetContent(_insertContent.Set(row.Seq), headers, job.Payload).Run();
            }

            queue.Pending++;
            Changed(queue);
        }

        return results;
    }

    /// <summary>Writes the rows that were gathered, before anything is done that could meet them and before the end of the transaction.</summary>
    public void FlushRows()
    {
        if (_rows.Count == RowsMax)
        {
            foreach (var row in _rows) SetRow(_insertMany, row, session.NowMs);
            _insertMany.Run();
        }
        else
        {
            foreach (var row in _rows) SetRow(_insert, row, session.NowMs).Run();
        }

        _rows.Clear();
    }

    /// <summary>Forgets them: the transaction was undone.</summary>
    public void ForgetRows() => _rows.Clear();

    /// <summary>Claims due jobs.</summary>
    public IReadOnlyList<ClaimedJob> Claim(string name, int max, long leaseMs, string worker)
    {
        FlushRows();
        if (session.Queues.Find(name) is not { } queue) return [];
        var now = session.NowMs;
        TakeBack(queue, now);
        if (queue.Pending == 0) return [];
        var bytes = 0L;
        var due = _due.Set(queue.Id).Set(now).Set(max).All(
            row => (Seq: row.Long(0), Job: new ClaimedJob
            {
                Claim = new JobClaim(row.Text(1)!, 0),
                Queue = name,
                Group = row.Text(2),
                DedupeKey = row.Text(3),
                Attempt = row.Int(4) + 1,
                EnqueuedAtMs = row.Long(5),
                LeaseUntilMs = now + leaseMs,
                LastError = row.Text(6),
                IsDamaged = !JobHeaders.TryDecode(row.Bytes(7), out var headers),
                Headers = headers,
                Payload = row.Bytes(8),
            }),
            row => (bytes += row.Job.Payload.Length) <= StoreLimits.BatchBytesMax);
        var claimed = new List<ClaimedJob>(due.Count);
        foreach (var (seq, job) in due)
        {
            var token = session.NextToken();
            _claim.Set(now + leaseMs).Set(token).Set(worker).Set(seq).Run();
            claimed.Add(job with { Claim = job.Claim with { Token = token } });
        }

        queue.Pending -= due.Count;
        queue.Claimed += due.Count;
        session.Queues.Touch(queue);
        return claimed;
    }

    /// <summary>Ends all claims of a worker that is dead, as if their leases had run out now. Returns how many.</summary>
    public int TakeBackOf(string worker)
    {
        FlushRows();
        var count = 0;
        foreach (var queue in session.Queues.Claimed())
        {
            foreach (var (seq, group) in _heldBy.Set(queue.Id).Set(worker).All(static row => (row.Long(0), row.Text(1))))
            {
                GiveBack(queue, seq, group, session.NowMs, IJobStore.LeaseRanOut, uncounted: 0);
                count++;
            }
        }

        return count;
    }

    /// <summary>Makes a claim hold on.</summary>
    public bool Extend(JobClaim claim, long leaseMs)
    {
        var now = session.NowMs;
        if (Find(claim, now) is not { } job) return false;
        _extend.Set(now + leaseMs).Set(job.Seq).Run();
        return true;
    }

    /// <summary>Ends a job well.</summary>
    public bool Complete(JobClaim claim, ReadOnlyMemory<byte> result)
    {
        var now = session.NowMs;
        if (Find(claim, now) is not { } job) return _wasDone.Set(SeqOf(claim.Id)).Set(claim.Id).Set(claim.Token).One(static _ => true);
        _finish.Set(now).Set(now + (long)session.Options.DoneRetention.TotalMilliseconds).Set(job.Seq).Run();
        if (result.IsEmpty && job.HasContentApart) _deleteContent.Set(job.Seq).Run();
        else if (!result.IsEmpty) _replaceContent.Set(job.Seq).Set(result.Span).Run();
        if (job.Group is not null) _groups.Advance(job.Queue.Id, job.Group);
        job.Queue.Claimed--;
        job.Queue.Done++;
        Changed(job.Queue);
        return true;
    }

    /// <summary>Ends an attempt badly.</summary>
    public bool Fail(JobClaim claim, string error, long? retryAtMs)
    {
        var now = session.NowMs;
        if (Find(claim, now) is not { } job) return false;
        if (retryAtMs is { } retryAt)
        {
            GiveBack(job.Queue, job.Seq, job.Group, Math.Max(now, retryAt), error, uncounted: 0);
            return true;
        }

        _bury.Set(now).Set(session.Options.DeadRetention is { } kept ? now + (long)kept.TotalMilliseconds : null).Set(error).Set(job.Seq).Run();
        if (job.Group is not null) _groups.Advance(job.Queue.Id, job.Group);
        job.Queue.Claimed--;
        job.Queue.Dead++;
        Changed(job.Queue);
        return true;
    }

    /// <summary>Gives a job back.</summary>
    public bool Release(JobClaim claim, long? notBeforeMs)
    {
        var now = session.NowMs;
        if (Find(claim, now) is not { } job) return false;
        GiveBack(job.Queue, job.Seq, job.Group, notBeforeMs is { } due ? Math.Max(now, due) : null, error: null, uncounted: 1);
        return true;
    }

    /// <summary>Makes dead jobs pending again.</summary>
    public int RetryDead(string name, IReadOnlyList<string>? ids, int max)
    {
        FlushRows();
        if (session.Queues.Find(name) is not { } queue) return 0;
        var now = session.NowMs;
        TakeBack(queue, now);
        var dead = ids is null
            ? _dead.Set(queue.Id).Set(max).All(static row => (Seq: row.Long(0), Group: row.Text(1)))
            : [.. ids.Distinct().SelectMany(id => _deadById.Set(SeqOf(id)).Set(id).Set(queue.Id).All(static row => (Seq: row.Long(0), Group: row.Text(1)))).OrderBy(job => job.Seq).Take(max)];
        foreach (var (seq, group) in dead)
        {
            // Held back first, so that the group never has two heads.
            _revive.Set(group is null ? 0 : 2).Set(now).Set(seq).Run();
            if (group is not null) _groups.Advance(queue.Id, group);
        }

        queue.Dead -= dead.Count;
        queue.Pending += dead.Count;
        if (dead.Count > 0) Changed(queue);
        return dead.Count;
    }

    /// <summary>Deletes jobs of one state.</summary>
    public int Purge(string name, JobState state, int max)
    {
        FlushRows();
        if (session.Queues.Find(name) is not { } queue) return 0;
        TakeBack(queue, session.NowMs);
        var gone = state == JobState.Pending
            ? _open.Set(queue.Id).Set(max).All(static row => (Seq: row.Long(0), Group: row.Text(1), State: row.Int(2)))
            : (state == JobState.Done ? _done : _dead).Set(queue.Id).Set(max).All(row => (Seq: row.Long(0), Group: row.Text(1), State: state == JobState.Done ? 3 : 4));
        foreach (var (seq, group, was) in gone)
        {
            Delete(queue, seq, was);
            if (was < 3 && group is not null) _groups.Advance(queue.Id, group);
        }

        if (gone.Count > 0) Changed(queue);
        return gone.Count;
    }

    /// <summary>Deletes what has outlived its retention.</summary>
    public int Sweep(int max)
    {
        FlushRows();
        var gone = _expired.Set(session.NowMs).Set(max).All(static row => (Seq: row.Long(0), Queue: row.Long(1), State: row.Int(2)));
        foreach (var (seq, queue, state) in gone) Delete(session.Queues.ById(queue), seq, state);
        return gone.Count;
    }

    private static Statement SetRow(Statement statement, NewRow row, long now)
    {
        var job = row.Job;
        statement.Set(row.Seq).Set(row.Id).Set(row.Queue).Set(job.Group).Set(job.DedupeKey).Set(row.IsHeldBack ? 2 : 0).Set(now).Set(Math.Max(now, job.NotBeforeMs ?? now)).Set(job.Payload.Length);
        return row.IsInRow ? SetContent(statement, row.Headers, job.Payload) : statement.SetNull().SetNull();
    }

    private static Statement SetContent(Statement statement, byte[]? headers, ReadOnlyMemory<byte> payload) =>
        (headers is null ? statement.SetNull() : statement.Set(headers)).Set(payload.Span);

    private void FindDuplicates(IReadOnlyList<NewJob> jobs, EnqueuedJob[] results)
    {
        Dictionary<(string, string), string>? inBatch = null;
        for (var i = 0; i < jobs.Count; i++)
        {
            var (queue, key) = (jobs[i].Queue, jobs[i].DedupeKey);
            string? there = null;
            if (key is not null && inBatch?.TryGetValue((queue, key), out there) != true && session.Queues.Find(queue) is { } row)
                there = _dedupe.Set(row.Id).Set(key).One(static found => found.Text(0));
            results[i] = new EnqueuedJob(there ?? JobIds.New(_nextSeq++), there is not null);
            if (key is not null && there is null) (inBatch ??= []).Add((queue, key), results[i].Id);
        }
    }

    private void CheckDepth(IReadOnlyList<NewJob> jobs, EnqueuedJob[] results)
    {
        if (jobs.Count == 1)
        {
            if (results[0].Duplicate) return;
            if (session.Queues.Find(jobs[0].Queue) is null) session.Queues.CheckRoom([jobs[0].Queue]);
            CheckDepth(jobs[0].Queue, 1);
            return;
        }

        var fresh = jobs.Where((_, i) => !results[i].Duplicate).CountBy(job => job.Queue).ToDictionary(StringComparer.Ordinal);
        session.Queues.CheckRoom(fresh.Keys);
        foreach (var (name, count) in fresh) CheckDepth(name, count);
    }

    private void CheckDepth(string name, int count)
    {
        var (depth, max) = (session.Queues.Find(name)?.Depth ?? 0, session.Options.DepthMaxOf(name));
        if (depth + count <= max) return;
        throw new DurabilityException(
            DurabilityFailure.Full,
            $"the queue {name} is full: it has {depth} jobs that are not done, {count} more would exceed {max}; nothing was accepted: see whether its workers get on, and purge or retry dead jobs");
    }

    // 0: none.
    private long SeqOf(string id) => JobIds.Seq(id) ?? _seqOfOld.Set(id).One(static row => row.Long(0));

    private HeldJob? Find(JobClaim claim, long now)
    {
        FlushRows();
        var seq = SeqOf(claim.Id);
        return _held.Set(seq).Set(claim.Id).Set(claim.Token).Set(now).One(row => new HeldJob(seq, session.Queues.ById(row.Long(0)), row.Text(1), row.Long(2) == 1));
    }

    // Claims whose lease has run out are no claims any more.
    private void TakeBack(QueueRow queue, long now)
    {
        if (queue.Claimed == 0) return;
        foreach (var (seq, group, lease) in _ranOut.Set(queue.Id).Set(now).All(static row => (row.Long(0), row.Text(1), row.Long(2))))
            GiveBack(queue, seq, group, lease, IJobStore.LeaseRanOut, uncounted: 0);
    }

    private void GiveBack(QueueRow queue, long seq, string? group, long? due, string? error, int uncounted)
    {
        _giveBack.Set(group is null ? 0 : 2).Set(due).Set(error).Set(uncounted).Set(seq).Run();
        if (group is not null) _groups.Advance(queue.Id, group);
        queue.Claimed--;
        queue.Pending++;
        Changed(queue);
    }

    private void Delete(QueueRow queue, long seq, int state)
    {
        _deleteJob.Set(seq).Run();
        _deleteContent.Set(seq).Run();
        if (state is 0 or 2) queue.Pending--;
        else if (state == 3) queue.Done--;
        else queue.Dead--;
        session.Queues.Touch(queue);
    }

    private void Changed(QueueRow queue)
    {
        session.Queues.Touch(queue);
        session.Signal(queue.Name);
    }

    private readonly record struct NewRow(long Seq, string Id, long Queue, bool IsHeldBack, NewJob Job, byte[]? Headers, bool IsInRow);

    private sealed record HeldJob(long Seq, QueueRow Queue, string? Group, bool HasContentApart);
}
