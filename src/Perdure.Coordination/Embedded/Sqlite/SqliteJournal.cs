using System.Text;
using Microsoft.Data.Sqlite;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded.Sqlite;

/// <summary>
/// A journal in a SQLite file: write-ahead log, flushed with each transaction (<c>synchronous=FULL</c>), for this process alone.
/// </summary>
internal sealed class SqliteJournal : IJournal
{
    // Other processes are kept out by the claim; this is for a person who looks into the file with another program.
    private const int BusySeconds = 1;
    private readonly string _file;
    private readonly FileClaim? _claim;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private JournalContent? _content;

    private SqliteJournal(string file, FileClaim? claim, IReadOnlyList<string> steps, string? warning)
    {
        (_file, _claim, Warning) = (file, claim, warning);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        _statements = new SqliteStatements(_connection);
        try
        {
            _content = Read(steps);
            Version = "SQLite " + SqliteSchema.Text(_connection, "SELECT sqlite_version()");
        }
        catch
        {
            _statements.Dispose();
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Version { get; }

    /// <inheritdoc/>
    public string? Warning { get; }

    /// <summary>Opens a file, or makes it; a damaged one is set aside and a new one made.</summary>
    /// <param name="file">Where it is, as a full path.</param>
    /// <param name="clock">For the name of what is set aside.</param>
    /// <param name="claim">The right to the file, which outlives the journal; null: the journal takes it, and gives it back with itself.</param>
    /// <param name="steps">The formats; for tests another list.</param>
    public static SqliteJournal Open(string file, TimeProvider clock, FileClaim? claim = null, IReadOnlyList<string>? steps = null)
    {
        var own = claim is null ? new FileClaim(file) : null;
        (claim ?? own)!.Take();
        try
        {
            try
            {
                return new SqliteJournal(file, own, steps ?? SqliteSchema.Steps, warning: null);
            }
            catch (SqliteException e) when (SqliteFaults.IsCorruption(e))
            {
                var aside = DamagedFile.SetAside(file, clock);
                var warning = $"{file} was damaged; it lies now at {aside}, and a new one was begun. Flags, drains and applied configuration that only it held have to be set again";
                return new SqliteJournal(file, own, steps ?? SqliteSchema.Steps, warning);
            }
        }
        catch (SqliteException e)
        {
            own?.Dispose();
            throw SqliteFaults.Of(e, file, committing: false);
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public JournalContent Load()
    {
        // Read when the file was opened, so that damage is met where it can be set aside; kept no longer than needed.
        var content = _content ?? throw new InvalidOperationException("a journal is read once, before it is written");
        _content = null;
        return content;
    }

    /// <inheritdoc/>
    public void Commit(CommitGroup group, long sequence) => Write(() =>
    {
        foreach (var (key, entry) in group.Keys)
        {
            if (entry is null) _statements.Delete(key);
            else _statements.Put(entry);
        }

        foreach (var (lease, ttlSeconds) in group.Leases)
        {
            if (ttlSeconds == 0) _statements.End(lease);
            else _statements.Grant(lease, ttlSeconds);
        }

        _statements.Mark(sequence, group.Space.Revision);
    });

    /// <inheritdoc/>
    public void Replace(JournalContent content) => Write(() =>
    {
        SqliteSchema.Execute(_connection, "DELETE FROM entry; DELETE FROM lease");
        foreach (var entry in content.Space.Entries) _statements.Put(entry);
        foreach (var lease in content.Space.Leases.Values) _statements.Grant(lease.Id, lease.TtlSeconds);
        _statements.Mark(content.Sequence, content.Space.Revision);
    });

    /// <inheritdoc/>
    // A table of its own takes a page more, so that a full disk refuses it; nothing of it stays.
    public void Probe() => Write(() => SqliteSchema.Execute(_connection, "CREATE TABLE probe(filler BLOB); INSERT INTO probe VALUES (zeroblob(65536)); DROP TABLE probe"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _statements.Dispose();
        try
        {
            _connection.Dispose();
        }
        catch (SqliteException)
        {
            // The log could not be folded into the file; whoever opens it next does so.
        }

        _claim?.Dispose();
    }

    /// <summary>Takes the space away, as a full disk does, by SQLite's own limit.</summary>
    internal void LimitPages(long pages) => SqliteSchema.Execute(_connection, $"PRAGMA max_page_count = {pages}");

    /// <summary>How many pages the file has.</summary>
    internal long Pages() => SqliteSchema.Number(_connection, "PRAGMA page_count");

    private JournalContent Read(IReadOnlyList<string> steps)
    {
        _connection.Open();
        // Exclusive before the log is first touched: then its index is in this process's memory, and no other one gets in.
        foreach (var pragma in new[] { "locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "journal_size_limit = 8388608", "temp_store = MEMORY" })
            SqliteSchema.Execute(_connection, "PRAGMA " + pragma);
        if (SqliteSchema.Text(_connection, "PRAGMA quick_check(1)") is var found and not "ok") throw new SqliteException(found, SqliteFaults.Corrupt);
        SqliteSchema.Prepare(_connection, _file, steps);
        try
        {
            var (sequence, revision) = (SqliteSchema.Number(_connection, "SELECT sequence FROM store"), SqliteSchema.Number(_connection, "SELECT revision FROM store"));
            return new JournalContent(sequence, KeySpace.Restore(revision, Entries(), Leases()));
        }
        catch (Exception e) when (e is InvalidCastException or InvalidOperationException or SqliteException { SqliteErrorCode: SqliteFaults.Misused })
        {
            throw new SqliteException($"the tables are not those of format {steps.Count}: {e.Message}", SqliteFaults.Corrupt);
        }
    }

    private void Write(Action statements)
    {
        var committing = false;
        try
        {
            _statements.Begin();
            statements();
            committing = true;
            _statements.Commit();
        }
        catch (SqliteException e)
        {
            _statements.Rollback();
            throw SqliteFaults.Of(e, _file, committing);
        }
    }

    private List<Entry> Entries()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT key, value, created, modified, version, lease FROM entry";
        using var reader = command.ExecuteReader();
        var entries = new List<Entry>();
        while (reader.Read())
        {
            var key = Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0));
            entries.Add(new Entry(key, reader.GetFieldValue<byte[]>(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return entries;
    }

    private List<(long Id, int TtlSeconds)> Leases()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT id, ttl FROM lease";
        using var reader = command.ExecuteReader();
        var leases = new List<(long, int)>();
        while (reader.Read()) leases.Add((reader.GetInt64(0), reader.GetInt32(1)));
        return leases;
    }
}
