using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>
/// Claims jobs. Nodes pass over what another one is just claiming instead of waiting for it. That no two jobs of a group are claimed at a time is seen to
/// by the statement, and by a unique index where two nodes saw the group at different moments: one of them is undone then and looks again.
/// </summary>
internal sealed class ClaimStep : WriteStep
{
    // What a job needs to be claimed but to be due; used by the look of those who wait too.
    internal const string HeadOfGroup =
        """
        (job.group_key IS NULL OR (
            NOT EXISTS (SELECT FROM job older WHERE older.queue = job.queue AND older.group_key = job.group_key AND older.state <= 1 AND older.seq < job.seq)
            AND NOT EXISTS (SELECT FROM job other WHERE other.queue = job.queue AND other.group_key = job.group_key AND other.state = 1)))
        """;

    // The most jobs that one transaction claims for all its callers.
    private const int JobsMax = 2_000;

    private readonly Dictionary<string, List<ClaimWrite>> _queues = new(StringComparer.Ordinal);
    private int _max;

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write)
    {
        var claim = (ClaimWrite)write;
        if (_max > 0 && _max + claim.Max > JobsMax) return false;
        _max += claim.Max;
        if (!_queues.TryGetValue(claim.Queue, out var writes)) _queues.Add(claim.Queue, writes = []);
        writes.Add(claim);
        return true;
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs)
    {
        // Claims whose lease has run out are no claims any more.
        batch.Add(
            $"""
            UPDATE job SET state = 0, due_ms = at_ms, worker = NULL, error = $3 WHERE seq IN
                (SELECT seq FROM job WHERE queue = ANY($1) AND state = 1 AND at_ms <= $2 ORDER BY at_ms, seq LIMIT {JobsMax} FOR UPDATE SKIP LOCKED)
            """).With(_queues.Keys).With(nowMs).With(IJobStore.LeaseRanOut);
        foreach (var (queue, writes) in _queues)
        {
            // The first of the callers gets the first of the jobs; what exceeds the bytes of a batch is left for the next transaction.
            batch.Add(
                $"""
                WITH due AS MATERIALIZED (
                    SELECT job.seq, job.at_ms, job.payload_bytes FROM job WHERE job.queue = $1 AND job.state = 0 AND NOT job.held AND job.at_ms <= $2 AND {HeadOfGroup}
                    ORDER BY job.at_ms, job.seq LIMIT $3 FOR UPDATE OF job SKIP LOCKED),
                placed AS MATERIALIZED (
                    SELECT seq, row_number() OVER (ORDER BY at_ms, seq) AS place, sum(payload_bytes) OVER (ORDER BY at_ms, seq) AS bytes FROM due),
                asked AS MATERIALIZED (
                    SELECT caller, worker, until_ms, sum(most) OVER (ORDER BY caller) AS upto, sum(most) OVER (ORDER BY caller) - most AS above
                    FROM unnest($4, $5, $6) WITH ORDINALITY said(most, worker, until_ms, caller))
                UPDATE job SET state = 1, due_ms = at_ms, at_ms = until_ms, attempts = attempts + 1, token = nextval('token'), worker = asked.worker
                FROM placed JOIN asked ON place > above AND place <= upto WHERE job.seq = placed.seq AND bytes <= $7
                RETURNING job.seq, job.due_ms, job.id, job.token, job.payload, job.headers, job.group_key, job.dedupe_key, job.attempts, job.enqueued_ms, job.error, caller
                """)
                .With(queue).With(nowMs).With(writes.Sum(write => write.Max), NpgsqlDbType.Integer)
                .With(writes.Select(write => write.Max).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer).With(writes.Select(write => write.Worker))
                .With(writes.Select(write => nowMs + write.LeaseMs)).With(StoreLimits.BatchBytesMax);
            foreach (var write in writes) write.LeaseUntilMs = nowMs + write.LeaseMs;
        }
    }

    /// <inheritdoc/>
    public override async Task WroteAsync(NpgsqlDataReader reader)
    {
        foreach (var writes in _queues.Values)
        {
            var jobs = writes.ConvertAll(_ => new List<(long DueMs, long Seq, ClaimedJob Job)>());
            while (await reader.ReadAsync())
            {
                var caller = (int)reader.GetInt64(11) - 1;
                jobs[caller].Add((reader.GetInt64(1), reader.GetInt64(0), Read(reader, writes[caller])));
            }

            await reader.NextResultAsync();
            for (var i = 0; i < writes.Count; i++) writes[i].Result = [.. jobs[i].OrderBy(job => job.DueMs).ThenBy(job => job.Seq).Select(job => job.Job)];
        }
    }

    private static ClaimedJob Read(NpgsqlDataReader reader, ClaimWrite write) => new()
    {
        Queue = write.Queue,
        Claim = new JobClaim(reader.GetGuid(2).ToString("N"), reader.GetInt64(3)),
        Payload = reader.Maybe<byte[]>(4),
        IsDamaged = !JobHeaders.TryDecode(reader.Maybe<byte[]>(5), out var headers),
        Headers = headers,
        Group = reader.Maybe<string>(6),
        DedupeKey = reader.Maybe<string>(7),
        Attempt = reader.GetInt32(8),
        EnqueuedAtMs = reader.GetInt64(9),
        LeaseUntilMs = write.LeaseUntilMs,
        LastError = reader.Maybe<string>(10),
    };
}
