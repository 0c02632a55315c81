using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>
/// Adds the jobs of many callers by one statement. The depth of a queue is looked at before, unless it was a moment ago and was far from its
/// bound (<see cref="QueueDepths"/>), so nodes that add at the same moment may together exceed the bound by what they add then.
/// </summary>
internal sealed class EnqueueStep(PostgresPlace place) : WriteStep
{
    private readonly List<EnqueueWrite> _writes = [];
    private readonly Dictionary<string, (long Unfinished, long All)> _depths = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Queue, string Key), Guid> _known = [];
    private readonly HashSet<(string Queue, string Group)> _behind = [];
    private readonly List<(Guid Id, NewJob Job, bool IsHeld)> _accepted = [];
    private (string Queue, string Group)[] _groups = [];
    private (string Queue, string Key)[] _keys = [];
    private string[] _names = [];
    private long _queues;
    private bool _looks;

    /// <inheritdoc/>
    public override bool IsFirst => true;

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write)
    {
        _writes.Add((EnqueueWrite)write);
        return true;
    }

    /// <inheritdoc/>
    public override void Look(NpgsqlBatch batch, long nowMs)
    {
        _depths.Clear();
        _known.Clear();
        _behind.Clear();
        _accepted.Clear();
        var jobs = _writes.SelectMany(write => write.Jobs);
        _keys = [.. jobs.Where(job => job.DedupeKey is not null).Select(job => (job.Queue, job.DedupeKey!)).Distinct()];
        _groups = [.. jobs.Where(job => job.Group is not null).Select(job => (job.Queue, job.Group!)).Distinct()];
        _looks = _keys.Length > 0 || _groups.Length > 0 || !AreDepthsKnown(jobs);
        if (!_looks) return;
        _names = [.. jobs.Select(job => job.Queue).Distinct(StringComparer.Ordinal)];
        batch.Add("SELECT name, (sum(n) FILTER (WHERE state <> 2))::bigint, sum(n)::bigint FROM tally WHERE name = ANY($1) GROUP BY name").With(_names);
        // Only when one of them is new does it matter how many there are.
        batch.Add(
            """
            SELECT CASE WHEN EXISTS (SELECT FROM unnest($1) asked LEFT JOIN tally ON name = asked GROUP BY asked HAVING coalesce(sum(n), 0) <= 0)
                THEN (SELECT count(*) FROM (SELECT FROM tally WHERE name !~ '^\*' GROUP BY name HAVING sum(n) > 0) there) ELSE 0 END
            """).With(_names);
        if (_groups.Length > 0)
        {
            // An older job that is locked here cannot end before those that are added are there to be let go by its end.
            batch.Add(
                """
                SELECT asked.queue, asked.grp FROM unnest($1, $2) asked(queue, grp) CROSS JOIN LATERAL
                    (SELECT seq FROM job WHERE job.queue = asked.queue AND job.group_key = asked.grp AND job.state <= 1 ORDER BY seq LIMIT 1 FOR SHARE SKIP LOCKED) older
                """).With(_groups.Select(group => group.Queue)).With(_groups.Select(group => group.Group));
        }

        if (_keys.Length == 0) return;
        batch.Add("SELECT job.queue, job.dedupe_key, job.id FROM unnest($1, $2) asked(queue, key) JOIN job ON job.queue = asked.queue AND job.dedupe_key = asked.key")
            .With(_keys.Select(key => key.Queue)).With(_keys.Select(key => key.Key));
    }

    /// <inheritdoc/>
    public override async Task LookedAsync(NpgsqlDataReader reader, long nowMs)
    {
        if (!_looks) return;
        while (await reader.ReadAsync()) _depths[reader.GetString(0)] = (reader.Maybe<long>(1), reader.GetInt64(2));
        await reader.NextResultAsync();
        await reader.ReadAsync();
        _queues = reader.GetInt64(0);
        await reader.NextResultAsync();
        if (_groups.Length > 0)
        {
            while (await reader.ReadAsync()) _behind.Add((reader.GetString(0), reader.GetString(1)));
            await reader.NextResultAsync();
        }

        if (_keys.Length > 0)
        {
            while (await reader.ReadAsync()) _known[(reader.GetString(0), reader.GetString(1))] = reader.GetGuid(2);
            await reader.NextResultAsync();
        }

        foreach (var name in _names)
        {
            var (unfinished, all) = _depths.GetValueOrDefault(name);
            place.Depths.Saw(name, unfinished, all);
        }
    }

    /// <inheritdoc/>
    public override void Looked(long nowMs)
    {
        foreach (var write in _writes) Judge(write, nowMs);
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs)
    {
        if (_accepted.Count == 0) return;
        foreach (var (_, job, _) in _accepted) place.Depths.Added(job.Queue);
        var (ids, queues, times, payloads) = (new Guid[_accepted.Count], new string[_accepted.Count], new long[_accepted.Count], new byte[_accepted.Count][]);
        var isPlain = true;
        for (var i = 0; i < _accepted.Count; i++)
        {
            var (id, job, _) = _accepted[i];
            (ids[i], queues[i], times[i], payloads[i]) = (id, job.Queue, Math.Max(nowMs, job.NotBeforeMs ?? nowMs), Sql.Array(job.Payload));
            isPlain = isPlain && job.Group is null && job.DedupeKey is null && job.Headers.IsEmpty;
        }

        if (isPlain)
        {
            batch.Add(
                """
                INSERT INTO job(id, queue, at_ms, due_ms, enqueued_ms, payload_bytes, payload)
                SELECT id, queue, at_ms, at_ms, $5, octet_length(payload), payload
                FROM unnest($1, $2, $3, $4) WITH ORDINALITY added(id, queue, at_ms, payload, place) ORDER BY place
                """).With(ids).With(queues).With(times).With(payloads).With(nowMs);
            return;
        }

        batch.Add(
            """
            INSERT INTO job(id, queue, at_ms, due_ms, enqueued_ms, payload_bytes, group_key, dedupe_key, headers, payload, held)
            SELECT id, queue, at_ms, at_ms, $9, octet_length(payload), group_key, dedupe_key, headers, payload, held
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY added(id, queue, at_ms, payload, group_key, dedupe_key, headers, held, place)
            ORDER BY place
            """)
            .With(ids).With(queues).With(times).With(payloads)
            .With(_accepted.Select(a => a.Job.Group)).With(_accepted.Select(a => a.Job.DedupeKey)).With(_accepted.Select(a => JobHeaders.Encode(a.Job.Headers)))
            .With(_accepted.Select(a => a.IsHeld).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Boolean).With(nowMs);
    }

    // Whether all queues are there and far from their bounds, as was seen a moment ago.
    private bool AreDepthsKnown(IEnumerable<NewJob> jobs)
    {
        foreach (var queue in jobs.CountBy(job => job.Queue, StringComparer.Ordinal))
        {
            if (place.Depths.Find(queue.Key, queue.Value, place.Store.DepthMaxOf(queue.Key)) is not { } depth) return false;
            _depths[queue.Key] = depth;
        }

        return true;
    }

    // All or none of a call: what it would add is noted only once all of it fits.
    private void Judge(EnqueueWrite write, long nowMs)
    {
        write.Refusal = null;
        if (write.Jobs is [{ DedupeKey: null, Group: null } only] && _depths.TryGetValue(only.Queue, out var there) && there.All > 0 && there.Unfinished < place.Store.DepthMaxOf(only.Queue))
        {
            // As below, for what is by far the most.
            var one = StoreIds.New(nowMs);
            _depths[only.Queue] = (there.Unfinished + 1, there.All + 1);
            _accepted.Add((Guid.ParseExact(one, "N"), only, false));
            write.Result = [new EnqueuedJob(one, Duplicate: false)];
            return;
        }

        var answers = new EnqueuedJob[write.Jobs.Count];
        var added = new List<(Guid Id, NewJob Job)>();
        var keys = new Dictionary<(string, string), Guid>();
        for (var i = 0; i < write.Jobs.Count; i++)
        {
            var job = write.Jobs[i];
            if (job.DedupeKey is { } key && (_known.TryGetValue((job.Queue, key), out var id) || keys.TryGetValue((job.Queue, key), out id)))
            {
                answers[i] = new EnqueuedJob(id.ToString("N"), Duplicate: true);
                continue;
            }

            id = Guid.ParseExact(StoreIds.New(nowMs), "N");
            added.Add((id, job));
            if (job.DedupeKey is not null) keys[(job.Queue, job.DedupeKey)] = id;
            answers[i] = new EnqueuedJob(id.ToString("N"), Duplicate: false);
        }

        var more = added.GroupBy(a => a.Job.Queue, StringComparer.Ordinal).Select(queue => (Name: queue.Key, Count: queue.Count())).ToList();
        foreach (var (name, count) in more)
        {
            var max = place.Store.DepthMaxOf(name);
            var depth = _depths.GetValueOrDefault(name).Unfinished;
            if (depth + count <= max) continue;
            write.Refusal = new DurabilityException(DurabilityFailure.Full, $"the queue {name} holds {depth} jobs that are not done and may hold {max}: let workers catch up, purge dead jobs, or raise its bound");
            return;
        }

        var fresh = more.Count(queue => _depths.GetValueOrDefault(queue.Name).All <= 0);
        if (fresh > 0 && _queues + fresh > place.Store.QueuesMax)
        {
            write.Refusal = new DurabilityException(DurabilityFailure.Full, $"there are {_queues} queues and may be {place.Store.QueuesMax}: purge one that is not needed any more, or raise the bound");
            return;
        }

        _queues += fresh;
        foreach (var (name, count) in more)
        {
            var (unfinished, all) = _depths.GetValueOrDefault(name);
            _depths[name] = (unfinished + count, all + count);
        }

        foreach (var (key, id) in keys) _known[key] = id;
        // The first of a group of which nothing was there is its head, and holds back those after it.
        foreach (var (id, job) in added) _accepted.Add((id, job, job.Group is not null && !_behind.Add((job.Queue, job.Group))));
        write.Result = answers;
    }
}
