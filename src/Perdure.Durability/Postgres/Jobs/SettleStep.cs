using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>What workers do with their claims, for many of them by one statement. It changes only jobs whose claim still has the token and its lease.</summary>
internal sealed class SettleStep : WriteStep
{
    private readonly List<SettleWrite> _writes = [];
    private readonly HashSet<Guid> _ids = [];

    private IEnumerable<Guid> Ended => _writes.Where(write => write.Kind is SettleKind.Complete or SettleKind.Bury).Select(write => write.Id);

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write)
    {
        var settle = (SettleWrite)write;
        if (!_ids.Add(settle.Id)) return false;
        _writes.Add(settle);
        return true;
    }

    /// <inheritdoc/>
    public override void Look(NpgsqlBatch batch, long nowMs)
    {
        // No purge of the queue meanwhile: it and this could each let go what the other one takes away.
        if (Ended.Any())
            batch.Add("SELECT pg_advisory_xact_lock_shared(hash) FROM (SELECT DISTINCT hashtextextended(queue, tableoid::bigint) AS hash FROM job WHERE id = ANY($1) AND group_key IS NOT NULL) queues").With(Ended);
    }

    /// <inheritdoc/>
    public override async Task LookedAsync(NpgsqlDataReader reader, long nowMs)
    {
        if (Ended.Any()) await reader.NextResultAsync();
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs)
    {
        // The kinds: 0 extend, 1 complete, 2 retry, 3 bury, 4 release.
        batch.Add(
            """
            UPDATE job SET
                state = CASE kind WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 3 THEN 3 ELSE 0 END,
                at_ms = CASE kind WHEN 0 THEN $7 + time_ms WHEN 2 THEN greatest($7, time_ms) WHEN 4 THEN CASE WHEN time_ms IS NULL THEN job.due_ms ELSE greatest($7, time_ms) END ELSE $7 END,
                attempts = CASE kind WHEN 4 THEN job.attempts - 1 ELSE job.attempts END,
                worker = CASE kind WHEN 0 THEN job.worker END,
                error = CASE WHEN kind IN (2, 3) THEN said.error ELSE job.error END,
                headers = CASE kind WHEN 1 THEN NULL ELSE job.headers END,
                payload = CASE kind WHEN 1 THEN NULL ELSE job.payload END,
                result = said.result
            FROM unnest($1, $2, $3, $4, $5, $6) said(id, token, kind, time_ms, error, result)
            WHERE job.id = said.id AND job.token = said.token AND job.state = 1 AND job.at_ms > $7
            RETURNING job.id
            """)
            .With(_writes.Select(write => write.Id)).With(_writes.Select(write => write.Token))
            .With(_writes.Select(write => (int)write.Kind).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(_writes.Select(write => write.TimeMs).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(_writes.Select(write => write.Error)).With(_writes.Select(write => write.JobResult)).With(nowMs);
        if (Ended.Any())
        {
            batch.Add(
                """
                UPDATE job SET held = false WHERE held AND seq IN (SELECT
                    (SELECT next.seq FROM job next WHERE next.queue = job.queue AND next.group_key = job.group_key AND next.state <= 1 ORDER BY next.seq LIMIT 1)
                    FROM job WHERE id = ANY($1) AND group_key IS NOT NULL AND state >= 2)
                """).With(Ended);
        }

        // A completion that is repeated, because its answer was lost, is as good as the first.
        batch.Add("SELECT job.id FROM unnest($1, $2) said(id, token) JOIN job ON job.id = said.id AND job.token = said.token AND job.state = 2")
            .With(_writes.Where(write => write.Kind == SettleKind.Complete).Select(write => write.Id))
            .With(_writes.Where(write => write.Kind == SettleKind.Complete).Select(write => write.Token));
    }

    /// <inheritdoc/>
    public override async Task WroteAsync(NpgsqlDataReader reader)
    {
        var done = new HashSet<Guid>();
        for (var set = 0; set < 2; set++)
        {
            while (await reader.ReadAsync()) done.Add(reader.GetGuid(0));
            await reader.NextResultAsync();
        }

        foreach (var write in _writes) write.Result = done.Contains(write.Id);
    }
}
