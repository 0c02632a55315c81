using System.Globalization;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// The tables of a store's file. The file says that it is one of ours by its <c>application_id</c>, and of which format by its
/// <c>user_version</c>. Each format is the one before it and one step more, so an older file is brought up by the steps that it lacks.
/// </summary>
internal static class DurableSchema
{
    /// <summary>"PDUD": what marks the file as a durable store of this program.</summary>
    public const int ApplicationId = 0x50445544;

    /// <summary>What makes each format from the one before it; the first makes format 1 from an empty file.</summary>
    /// <remarks>
    /// The states of a job: 0 ready, 1 claimed, 2 held back by its group, 3 done, 4 dead. Of each group at most one job is ready or claimed, which
    /// <c>job_head</c> enforces. Larger contents are apart, so that a change of state does not write them again.
    /// </remarks>
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE store(id INTEGER PRIMARY KEY CHECK (id = 1), token INTEGER NOT NULL);
        INSERT INTO store VALUES (1, 0);
        CREATE TABLE queue(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
            pending INTEGER NOT NULL, claimed INTEGER NOT NULL, done INTEGER NOT NULL, dead INTEGER NOT NULL);
        CREATE TABLE job(
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL, queue INTEGER NOT NULL, grp TEXT, dedupe TEXT, state INTEGER NOT NULL, attempts INTEGER NOT NULL,
            enqueued INTEGER NOT NULL, due INTEGER NOT NULL, lease INTEGER NOT NULL, token INTEGER NOT NULL, worker TEXT,
            finished INTEGER NOT NULL, expires INTEGER, error TEXT, bytes INTEGER NOT NULL);
        CREATE UNIQUE INDEX job_id ON job(id);
        CREATE UNIQUE INDEX job_dedupe ON job(queue, dedupe) WHERE dedupe IS NOT NULL;
        CREATE UNIQUE INDEX job_head ON job(queue, grp) WHERE grp IS NOT NULL AND state < 2;
        CREATE INDEX job_group ON job(queue, grp, seq) WHERE grp IS NOT NULL AND state < 3;
        CREATE INDEX job_ready ON job(queue, due, seq) WHERE state = 0;
        CREATE INDEX job_lease ON job(queue, lease) WHERE state = 1;
        CREATE INDEX job_open ON job(queue, seq) WHERE state < 3;
        CREATE INDEX job_done ON job(queue, seq) WHERE state = 3;
        CREATE INDEX job_dead ON job(queue, seq) WHERE state = 4;
        CREATE INDEX job_expiry ON job(expires) WHERE expires IS NOT NULL;
        CREATE TABLE content(seq INTEGER PRIMARY KEY, headers BLOB, payload BLOB, result BLOB);
        CREATE TABLE request(
            scope TEXT NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, token INTEGER NOT NULL, done INTEGER NOT NULL,
            begun INTEGER NOT NULL, lease INTEGER NOT NULL, expires INTEGER NOT NULL, answer BLOB, PRIMARY KEY (scope, key));
        CREATE INDEX request_expiry ON request(expires);
        CREATE TABLE checkpoint_job(job TEXT PRIMARY KEY, etag INTEGER, fence INTEGER NOT NULL, expires INTEGER);
        CREATE INDEX checkpoint_job_expiry ON checkpoint_job(expires) WHERE expires IS NOT NULL;
        CREATE TABLE checkpoint(etag INTEGER PRIMARY KEY, job TEXT NOT NULL, written INTEGER NOT NULL, fence INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE INDEX checkpoint_history ON checkpoint(job, etag);
        """,
        // Small contents are in the row of their job, and ids say where it is (JobIds), but for those that were given before.
        """
        ALTER TABLE job ADD COLUMN headers BLOB;
        ALTER TABLE job ADD COLUMN payload BLOB;
        DROP INDEX job_id;
        CREATE UNIQUE INDEX job_old_id ON job(id) WHERE id < '1';
        """,
    ];

    /// <summary>Makes the tables of an empty file, or brings those of an older one up, in one transaction.</summary>
    /// <exception cref="DurabilityException">The file is of a newer format, or of another program; it is left alone.</exception>
    public static void Prepare(Database database, string file, IReadOnlyList<string> steps)
    {
        var (application, format) = (database.Number("PRAGMA application_id"), database.Number("PRAGMA user_version"));
        var isEmpty = application == 0 && format == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && application != ApplicationId)
            throw new DurabilityException(DurabilityFailure.Incompatible, $"{file} is a database of another program: move it away, or give this node another data directory");
        if (format > steps.Count)
        {
            throw new DurabilityException(
                DurabilityFailure.Incompatible,
                $"{file} is of format {format}, written by a newer version; this one understands up to {steps.Count}: run the newer version, or move the file away");
        }

        if (format == steps.Count) return;
        database.Execute("BEGIN IMMEDIATE");
        for (var step = (int)format; step < steps.Count; step++) database.Execute(steps[step]);
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {steps.Count}; COMMIT"));
    }
}
