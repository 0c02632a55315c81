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

    private readonly List<ClaimWrite> _writes = [];

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write)
    {
        _writes.Add((ClaimWrite)write);
        return true;
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs)
    {
        // Claims whose lease has run out are no claims any more.
        batch.Add(
            """
            UPDATE job SET state = 0, due_ms = at_ms, worker = NULL, error = $3 WHERE seq IN
                (SELECT seq FROM job WHERE queue = ANY($1) AND state = 1 AND at_ms <= $2 ORDER BY at_ms, seq LIMIT 2000 FOR UPDATE SKIP LOCKED)
            """).With(_writes.Select(write => write.Queue).Distinct(StringComparer.Ordinal)).With(nowMs).With(IJobStore.LeaseRanOut);
        foreach (var write in _writes)
        {
            batch.Add(
                $"""
                WITH due AS MATERIALIZED (
                    SELECT job.seq, job.at_ms, job.payload_bytes FROM job WHERE job.queue = $1 AND job.state = 0 AND NOT job.held AND job.at_ms <= $2 AND {HeadOfGroup}
                    ORDER BY job.at_ms, job.seq LIMIT $3 FOR UPDATE OF job SKIP LOCKED),
                fits AS MATERIALIZED (
                    SELECT seq FROM (SELECT seq, sum(payload_bytes) OVER (ORDER BY at_ms, seq) AS bytes FROM due) summed WHERE bytes <= $6)
                UPDATE job SET state = 1, due_ms = at_ms, at_ms = $4, attempts = attempts + 1, token = nextval('token'), worker = $5
                FROM fits WHERE job.seq = fits.seq
                RETURNING job.seq, job.due_ms, job.id, job.token, job.payload, job.headers, job.group_key, job.dedupe_key, job.attempts, job.enqueued_ms, job.error
                """).With(write.Queue).With(nowMs).With(write.Max, NpgsqlDbType.Integer).With(nowMs + write.LeaseMs).With(write.Worker).With(StoreLimits.BatchBytesMax);
            write.LeaseUntilMs = nowMs + write.LeaseMs;
        }
    }

    /// <inheritdoc/>
    public override async Task WroteAsync(NpgsqlDataReader reader)
    {
        foreach (var write in _writes)
        {
            var jobs = new List<(long DueMs, long Seq, ClaimedJob Job)>();
            while (await reader.ReadAsync()) jobs.Add((reader.GetInt64(1), reader.GetInt64(0), Read(reader, write)));
            await reader.NextResultAsync();
            write.Result = [.. jobs.OrderBy(job => job.DueMs).ThenBy(job => job.Seq).Select(job => job.Job)];
        }
    }

    private static ClaimedJob Read(NpgsqlDataReader reader, ClaimWrite write) => new()
    {
        Queue = write.Queue,
        Claim = new JobClaim(reader.GetGuid(2).ToString("N"), reader.GetInt64(3)),
        Payload = reader.Maybe<byte[]>(4),
        Headers = JobHeaders.Decode(reader.Maybe<byte[]>(5)),
        Group = reader.Maybe<string>(6),
        DedupeKey = reader.Maybe<string>(7),
        Attempt = reader.GetInt32(8),
        EnqueuedAtMs = reader.GetInt64(9),
        LeaseUntilMs = write.LeaseUntilMs,
        LastError = reader.Maybe<string>(10),
    };
}
