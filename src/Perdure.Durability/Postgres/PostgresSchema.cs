using System.Globalization;
using Npgsql;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres;

/// <summary>
/// The tables of a store in PostgreSQL. Each format is the one before it and one step more, so an older store is brought up by the steps that it
/// lacks, in one transaction and under a lock, whichever of the nodes comes first.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>What makes each format from the one before it; the first makes format 1 from an empty schema.</summary>
    /// <remarks>
    /// at_ms is what the state says: of a pending job when it is due, of a claimed one until when its lease runs, of a finished one since when it is.
    /// A held job is known to have an older unfinished one of its group, so that claims need not look at it; one that is not held may have one all the same.
    /// The oldest of a group is never held. A lane's row tells which of its transactions is the last one that is there. A tally has a row for each writing session, so that sessions do not wait for each other to count; only the sums mean something.
    /// </remarks>
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE tally(
            name text COLLATE "C" NOT NULL, state smallint NOT NULL, slot int NOT NULL, n bigint NOT NULL, PRIMARY KEY (name, state, slot)
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.2, autovacuum_vacuum_cost_delay = 0);

        CREATE TABLE lane(id uuid PRIMARY KEY, mark bigint NOT NULL, used_ms bigint NOT NULL)
            WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.2, autovacuum_vacuum_cost_delay = 0);

        CREATE SEQUENCE token;

        CREATE TABLE job(
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id uuid NOT NULL,
            queue text COLLATE "C" NOT NULL,
            state smallint NOT NULL DEFAULT 0,
            held boolean NOT NULL DEFAULT false,
            at_ms bigint NOT NULL,
            due_ms bigint NOT NULL,
            attempts int NOT NULL DEFAULT 0,
            token bigint NOT NULL DEFAULT 0,
            enqueued_ms bigint NOT NULL,
            payload_bytes int NOT NULL,
            group_key text COLLATE "C",
            dedupe_key text COLLATE "C",
            worker text COLLATE "C",
            error text COLLATE "C",
            headers bytea,
            payload bytea,
            result bytea
        ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);
        ALTER TABLE job ALTER payload SET STORAGE EXTERNAL, ALTER result SET STORAGE EXTERNAL;
        CREATE UNIQUE INDEX job_id ON job(id);
        CREATE INDEX job_due ON job(queue, at_ms, seq) WHERE state = 0 AND NOT held;
        CREATE INDEX job_leased ON job(queue, at_ms) WHERE state = 1;
        CREATE INDEX job_listed ON job(queue, state, seq);
        CREATE INDEX job_finished ON job(state, at_ms) WHERE state >= 2;
        CREATE INDEX job_group ON job(queue, group_key, seq) WHERE state <= 1 AND group_key IS NOT NULL;
        CREATE UNIQUE INDEX job_one_of_group ON job(queue, group_key) WHERE state = 1 AND group_key IS NOT NULL;
        CREATE UNIQUE INDEX job_dedupe ON job(queue, dedupe_key) WHERE dedupe_key IS NOT NULL;

        CREATE TABLE record(
            scope text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            finished boolean NOT NULL,
            token bigint NOT NULL,
            begun_ms bigint NOT NULL,
            lease_ms bigint NOT NULL,
            expires_ms bigint NOT NULL,
            fingerprint bytea NOT NULL,
            answer bytea,
            PRIMARY KEY (scope, key)
        ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
        CREATE INDEX record_expires ON record(expires_ms);

        CREATE TABLE checkpoint_job(
            job text COLLATE "C" PRIMARY KEY, etag bigint, fence bigint NOT NULL, changed_ms bigint NOT NULL
        );
        CREATE INDEX checkpoint_deleted ON checkpoint_job(changed_ms) WHERE etag IS NULL;
        CREATE TABLE checkpoint(
            job text COLLATE "C" NOT NULL, etag bigint NOT NULL, written_ms bigint NOT NULL, fence bigint NOT NULL, data bytea NOT NULL, PRIMARY KEY (job, etag)
        );

        CREATE FUNCTION count_slot() RETURNS int LANGUAGE sql STABLE AS $$ SELECT coalesce(nullif(current_setting('perdure.slot', true), ''), '-1')::int $$;
        CREATE FUNCTION count_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO tally SELECT queue, state, count_slot(), count(*) FROM new_rows GROUP BY 1, 2 ORDER BY 1, 2
                ON CONFLICT (name, state, slot) DO UPDATE SET n = tally.n + excluded.n;
            ELSIF TG_OP = 'DELETE' THEN
                INSERT INTO tally SELECT queue, state, count_slot(), -count(*) FROM old_rows GROUP BY 1, 2 ORDER BY 1, 2
                ON CONFLICT (name, state, slot) DO UPDATE SET n = tally.n + excluded.n;
            ELSE
                INSERT INTO tally SELECT queue, state, count_slot(), sum(n) FROM
                    (SELECT queue, state, 1 AS n FROM new_rows UNION ALL SELECT queue, state, -1 FROM old_rows) moved
                GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2
                ON CONFLICT (name, state, slot) DO UPDATE SET n = tally.n + excluded.n;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER count_insert AFTER INSERT ON job REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_jobs();
        CREATE TRIGGER count_update AFTER UPDATE ON job REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_jobs();
        CREATE TRIGGER count_delete AFTER DELETE ON job REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_jobs();

        CREATE FUNCTION count_others() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE moved bigint;
        BEGIN
            IF TG_OP = 'INSERT' THEN SELECT count(*) INTO moved FROM new_rows; ELSE SELECT -count(*) INTO moved FROM old_rows; END IF;
            IF moved <> 0 THEN
                INSERT INTO tally VALUES (TG_ARGV[0], 0, count_slot(), moved) ON CONFLICT (name, state, slot) DO UPDATE SET n = tally.n + excluded.n;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER count_insert AFTER INSERT ON record REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_others('*records');
        CREATE TRIGGER count_delete AFTER DELETE ON record REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_others('*records');
        CREATE TRIGGER count_insert AFTER INSERT ON checkpoint_job REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_others('*checkpoints');
        CREATE TRIGGER count_delete AFTER DELETE ON checkpoint_job REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_others('*checkpoints');
        """,
    ];

    // To make the tables, to bring large ones up, or to wait for another node that does; no limit of a single call counts for that. One that hangs loses the lock by
    // its session's limit.
    private const int StepSeconds = 600;

    /// <summary>Whether a name can be a schema's.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 63 && !char.IsAsciiDigit(name[0]) && !name.StartsWith("pg_", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>Makes the tables of a schema, or brings those of an older format up; a connection with the schema as its search path.</summary>
    /// <exception cref="DurabilityException">The store is of a newer format, or the schema is of another program.</exception>
    public static async Task PrepareAsync(NpgsqlConnection connection, string schema, string location, IReadOnlyList<string> steps, CancellationToken cancellationToken)
    {
        if (await FormatAsync(connection, schema, location, steps, cancellationToken) == steps.Count) return;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One node at a time; the others find the work done.
        await DoAsync(connection, "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0", cancellationToken);
        await DoAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('perdure {schema}', 0))", cancellationToken, StepSeconds);
        var format = await FormatAsync(connection, schema, location, steps, cancellationToken);
        if (format == 0)
        {
            await DoAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", cancellationToken);
            await DoAsync(connection, "CREATE TABLE perdure_store(format int NOT NULL); INSERT INTO perdure_store VALUES (0)", cancellationToken);
        }

        for (var step = format; step < steps.Count; step++) await DoAsync(connection, steps[step], cancellationToken, StepSeconds);
        await DoAsync(connection, $"UPDATE perdure_store SET format = {steps.Count.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<int> FormatAsync(NpgsqlConnection connection, string schema, string location, IReadOnlyList<string> steps, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(connection, $"SELECT CASE WHEN to_regclass('{schema}.perdure_store') IS NOT NULL THEN 1 WHEN EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('{schema}')) THEN 2 ELSE 0 END", cancellationToken);
        if (found == 2)
            throw new DurabilityException(DurabilityFailure.Incompatible, $"{location}: the schema {schema} has tables of another program; give the store a schema of its own");
        if (found == 0) return 0;
        var format = await ReadAsync(connection, "SELECT format FROM perdure_store", cancellationToken);
        return format <= steps.Count
            ? format
            : throw new DurabilityException(
                DurabilityFailure.Incompatible,
                $"{location} is of format {format}, written by a newer version; this one understands up to {steps.Count}: run the newer version, or give this one another schema");
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, int? seconds = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (seconds is { } limit) command.CommandTimeout = limit;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
