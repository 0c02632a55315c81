using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Deletes jobs and lets go those who were held back by them. A transaction takes one purge.</summary>
internal sealed class PurgeStep(PurgeWrite purge) : WriteStep
{
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write) => ReferenceEquals(write, purge);

    /// <inheritdoc/>
    public override void Look(NpgsqlBatch batch, long nowMs)
    {
        // Nothing of the queue's groups ends meanwhile (see SettleStep).
        batch.Add("SELECT pg_advisory_xact_lock(hashtextextended($1, 'job'::regclass::oid::bigint))").With(purge.Queue);
        batch.Add(
            """
            DELETE FROM job WHERE seq IN (SELECT seq FROM
                ((SELECT seq FROM job WHERE queue = $1 AND state = $3 ORDER BY seq LIMIT $2)
                 UNION ALL (SELECT seq FROM job WHERE queue = $1 AND $3 = 0 AND state = 1 AND at_ms <= $4)) found ORDER BY seq LIMIT $2)
            AND (state = $3 OR (state = 1 AND at_ms <= $4))
            RETURNING group_key
            """)
            .With(purge.Queue).With(purge.Max).With((short)purge.State, NpgsqlDbType.Smallint).With(nowMs);
    }

    /// <inheritdoc/>
    public override async Task LookedAsync(NpgsqlDataReader reader, long nowMs)
    {
        await reader.NextResultAsync();
        _groups.Clear();
        purge.Result = 0;
        while (await reader.ReadAsync())
        {
            purge.Result++;
            if (reader.Maybe<string>(0) is { } group) _groups.Add(group);
        }

        await reader.NextResultAsync();
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs) => batch.Add(
        """
        UPDATE job SET held = false WHERE held AND seq IN (SELECT
            (SELECT next.seq FROM job next WHERE next.queue = $1 AND next.group_key = emptied AND next.state <= 1 ORDER BY next.seq LIMIT 1) FROM unnest($2) emptied)
        """).With(purge.Queue).With(_groups);
}
