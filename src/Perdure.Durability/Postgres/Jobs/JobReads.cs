using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>What is read of jobs. A claim whose lease has run out is shown as what it is, a pending job, though nobody has said so in the tables yet.</summary>
internal static class JobReads
{
    private const string Columns = "id, queue, state, at_ms, attempts, enqueued_ms, payload_bytes, group_key, dedupe_key, worker, error, seq";

    /// <summary>A job with its content.</summary>
    public static Task<Job?> GetAsync(PostgresPlace place, Guid id, CancellationToken cancellationToken) => place.ReadAsync(
        async (connection, token) =>
        {
            await using var command = Command(connection, $"SELECT {Columns}, headers, payload, result FROM job WHERE id = $1", (id, NpgsqlDbType.Uuid));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token)
                ? new Job(Info(reader, place.Clock.NowMs()), JobHeaders.Decode(reader.Maybe<byte[]>(12)), reader.Maybe<byte[]>(13), reader.Maybe<byte[]>(14))
                : null;
        },
        cancellationToken);

    /// <summary>A page of jobs.</summary>
    public static Task<JobPage> ListAsync(PostgresPlace place, JobQuery query, CancellationToken cancellationToken) => place.ReadAsync(
        async (connection, token) =>
        {
            var nowMs = place.Clock.NowMs();
            // One part for each state, each by its index, and the oldest of all.
            var parts = new List<string>();
            if (query.State is null or JobState.Pending) parts.AddRange(["state = 0", "state = 1 AND at_ms <= $4"]);
            if (query.State is null or JobState.Claimed) parts.Add("state = 1 AND at_ms > $4");
            if (query.State is null or JobState.Done) parts.Add("state = 2 AND $4 = $4");
            if (query.State is null or JobState.Dead) parts.Add("state = 3 AND $4 = $4");
            var union = string.Join(" UNION ALL ", parts.Select(part => $"(SELECT {Columns} FROM job WHERE queue = $1 AND {part} AND seq > $2 ORDER BY seq LIMIT $3)"));
            await using var command = Command(
                connection, $"SELECT * FROM ({union}) found ORDER BY seq LIMIT $3",
                (query.Queue, NpgsqlDbType.Text), (query.After, NpgsqlDbType.Bigint), (query.Max + 1, NpgsqlDbType.Integer), (nowMs, NpgsqlDbType.Bigint));
            await using var reader = await command.ExecuteReaderAsync(token);
            var (jobs, last, more) = (new List<JobInfo>(), 0L, false);
            while (await reader.ReadAsync(token))
            {
                if (jobs.Count == query.Max)
                {
                    more = true;
                    continue;
                }

                jobs.Add(Info(reader, nowMs));
                last = reader.GetInt64(11);
            }

            return new JobPage(jobs, more ? last : 0);
        },
        cancellationToken);

    /// <summary>All queues.</summary>
    public static Task<IReadOnlyList<QueueSummary>> QueuesAsync(PostgresPlace place, CancellationToken cancellationToken) => place.ReadAsync<IReadOnlyList<QueueSummary>>(
        async (connection, token) =>
        {
            await using var command = Command(
                connection,
                """
                SELECT name, n[1], n[2], n[3], n[4], lapsed,
                    least((SELECT enqueued_ms FROM job WHERE queue = name AND state = 0 ORDER BY seq LIMIT 1),
                          (SELECT enqueued_ms FROM job WHERE queue = name AND state = 1 ORDER BY seq LIMIT 1))
                FROM (SELECT name, ARRAY[
                        coalesce(sum(n) FILTER (WHERE state = 0), 0)::bigint, coalesce(sum(n) FILTER (WHERE state = 1), 0)::bigint,
                        coalesce(sum(n) FILTER (WHERE state = 2), 0)::bigint, coalesce(sum(n) FILTER (WHERE state = 3), 0)::bigint] AS n
                    FROM tally WHERE name !~ '^\*' GROUP BY name HAVING sum(n) > 0) queues
                CROSS JOIN LATERAL (SELECT count(*) AS lapsed FROM job WHERE queue = name AND state = 1 AND at_ms <= $1) lapsed
                ORDER BY name
                """,
                (place.Clock.NowMs(), NpgsqlDbType.Bigint));
            await using var reader = await command.ExecuteReaderAsync(token);
            var queues = new List<QueueSummary>();
            while (await reader.ReadAsync(token))
            {
                var lapsed = reader.GetInt64(5);
                queues.Add(new QueueSummary(
                    reader.GetString(0), reader.GetInt64(1) + lapsed, reader.GetInt64(2) - lapsed, reader.GetInt64(3), reader.GetInt64(4), reader.Maybe<long>(6)));
            }

            return queues;
        },
        cancellationToken);

    /// <summary>When a job of this queue may next be claimed, in Unix ms: not after now when one may be now; <see cref="long.MaxValue"/> when none has a time.</summary>
    public static Task<long> NextAsync(PostgresPlace place, string queue, long nowMs, CancellationToken cancellationToken) => place.ReadAsync(
        async (connection, token) =>
        {
            await using var command = Command(
                connection,
                $"""
                SELECT least(
                    (SELECT at_ms FROM job WHERE queue = $1 AND state = 0 AND NOT held AND at_ms <= $2 AND {ClaimStep.HeadOfGroup} ORDER BY at_ms, seq LIMIT 1),
                    (SELECT at_ms FROM job WHERE queue = $1 AND state = 0 AND NOT held AND at_ms > $2 ORDER BY at_ms, seq LIMIT 1),
                    (SELECT at_ms FROM job WHERE queue = $1 AND state = 1 ORDER BY at_ms LIMIT 1))
                """,
                (queue, NpgsqlDbType.Text), (nowMs, NpgsqlDbType.Bigint));
            return await command.ExecuteScalarAsync(token) is long nextMs ? nextMs : long.MaxValue;
        },
        cancellationToken);

    /// <summary>Whether a group has an unfinished job.</summary>
    public static Task<bool> IsGroupOpenAsync(PostgresPlace place, string queue, string group, CancellationToken cancellationToken) => place.ReadAsync(
        async (connection, token) =>
        {
            await using var command = Command(
                connection, "SELECT 1 FROM job WHERE queue = $1 AND group_key = $2 AND group_key IS NOT NULL AND state <= 1 LIMIT 1",
                (queue, NpgsqlDbType.Text), (group, NpgsqlDbType.Text));
            return await command.ExecuteScalarAsync(token) is not null;
        },
        cancellationToken);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params (object Value, NpgsqlDbType Type)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (value, type) in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return command;
    }

    private static JobInfo Info(NpgsqlDataReader reader, long nowMs)
    {
        var (state, atMs) = ((JobState)reader.GetInt16(2), reader.GetInt64(3));
        var lapsed = state == JobState.Claimed && atMs <= nowMs;
        if (lapsed) state = JobState.Pending;
        return new JobInfo
        {
            Id = reader.GetGuid(0).ToString("N"),
            Queue = reader.GetString(1),
            State = state,
            Group = reader.Maybe<string>(7),
            DedupeKey = reader.Maybe<string>(8),
            Attempts = reader.GetInt32(4),
            EnqueuedAtMs = reader.GetInt64(5),
            DueAtMs = state == JobState.Pending ? atMs : 0,
            LeaseUntilMs = state == JobState.Claimed ? atMs : 0,
            Worker = state == JobState.Claimed ? reader.Maybe<string>(9) : null,
            FinishedAtMs = state is JobState.Done or JobState.Dead ? atMs : 0,
            LastError = lapsed ? IJobStore.LeaseRanOut : reader.Maybe<string>(10),
            PayloadBytes = reader.GetInt32(6),
        };
    }
}
