using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>The writer's connection with its statements, and what it holds in memory of the tables. Used by the writer's thread only.</summary>
internal sealed class WriteSession : IDisposable
{
    private const long QuickCheckBytesMax = 256 << 20;
    private readonly Database _database;
    private readonly StoreClock _clock;
    private readonly HashSet<string> _signalled = new(StringComparer.Ordinal);
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _readToken;
    private readonly Statement _writeToken;
    private long _token;
    private bool _tokenChanged;

    /// <summary>Opens the file, brings it up to the format of today, and looks whether it is whole.</summary>
    /// <exception cref="SqliteFault">It cannot be opened, or is damaged.</exception>
    /// <exception cref="DurabilityException">It is of a newer format or of another program.</exception>
    public WriteSession(string file, DurableOptions options, StoreClock clock, IReadOnlyList<string> steps)
    {
        (Options, _clock) = (options, clock);
        _database = new Database(file, readOnly: false);
        try
        {
            // With NORMAL, SQLite flushes where the order of what it writes depends on it; the end of each group is flushed by LogFlusher, as FULL would do it, but
            // beside the next group. The log is folded into the file every 16 MiB: each time costs two more flushes.
            _database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536");
            // Of a large file only what is used is looked at: reading all of it would take minutes.
            if (new FileInfo(file).Length <= QuickCheckBytesMax && _database.Text("PRAGMA quick_check(1)") is var found and not "ok")
                throw new SqliteFault(SqliteFault.Corrupt, found);
            DurableSchema.Prepare(_database, file, steps);
            _begin = _database.Prepare("BEGIN IMMEDIATE");
            _commit = _database.Prepare("COMMIT");
            _rollback = _database.Prepare("ROLLBACK");
            _readToken = _database.Prepare("SELECT token FROM store");
            _writeToken = _database.Prepare("UPDATE store SET token = ?");
            Queues = new QueueTable(_database, options.QueuesMax);
            Jobs = new JobWriter(this, _database);
            Requests = new RequestWriter(this, _database);
            Checkpoints = new CheckpointWriter(this, _database);
            Reload();
        }
        catch (SqliteFault fault) when (fault.Code == 1)
        {
            _database.Dispose();
            throw new SqliteFault(SqliteFault.Corrupt, $"the tables are not those of format {steps.Count}: {fault.Message}");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>The options.</summary>
    public DurableOptions Options { get; }

    /// <summary>The queues.</summary>
    public QueueTable Queues { get; }

    /// <summary>Writes jobs.</summary>
    public JobWriter Jobs { get; }

    /// <summary>Writes records of idempotency.</summary>
    public RequestWriter Requests { get; }

    /// <summary>Writes checkpoints.</summary>
    public CheckpointWriter Checkpoints { get; }

    /// <summary>The store's time at the beginning of the group, in Unix ms.</summary>
    public long NowMs { get; private set; }

    /// <summary>How many records of idempotency there are.</summary>
    public long RequestCount { get; set; }

    /// <summary>Of how many jobs there are checkpoints or fencing tokens.</summary>
    public long CheckpointCount { get; set; }

    /// <summary>Of the group: the queues whose waiting workers are to be woken once the group is on the disk.</summary>
    public IReadOnlyCollection<string> Signalled => _signalled;

    /// <summary>A number never given before. Those of a group that was undone are not given again.</summary>
    public long NextToken()
    {
        _tokenChanged = true;
        return ++_token;
    }

    /// <summary>Wakes those who wait for jobs of a queue, once the group is on the disk.</summary>
    public void Signal(string queue) => _signalled.Add(queue);

    /// <summary>Begins a group.</summary>
    public void Begin()
    {
        _signalled.Clear();
        _begin.Run();
        NowMs = _clock.NowMs();
    }

    /// <summary>Writes what is held in memory of the group.</summary>
    public void Flush()
    {
        Jobs.FlushRows();
        Queues.Flush();
        if (_tokenChanged) _writeToken.Set(_token).Run();
        _tokenChanged = false;
    }

    /// <summary>Ends the group: when this returns it is in the log, for <see cref="LogFile.Flush"/> to bring it to the disk.</summary>
    public void Commit() => _commit.Run();

    /// <summary>Brings everything that is in the log into the file, on the disk, and lets the log begin anew.</summary>
    /// <exception cref="SqliteFault">It cannot be done now.</exception>
    public void EmptyLog()
    {
        if (_database.Number("PRAGMA wal_checkpoint(TRUNCATE)") != 0) throw new SqliteFault(SqliteFault.Busy, "somebody is reading the log");
    }

    /// <summary>Undoes the group.</summary>
    public void Rollback()
    {
        _signalled.Clear();
        Jobs.ForgetRows();
        // After the graver errors SQLite has undone it by itself.
        if (_database.InTransaction) _rollback.Run();
        Queues.Reload();
        Reload();
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    /// <summary>Takes the space away, as a full disk does, by SQLite's own limit; 0: gives it back.</summary>
    internal void LimitPages(long pages) => _database.Execute($"PRAGMA max_page_count = {(pages == 0 ? 4_294_967_294 : pages)}");

    /// <summary>After how many pages the log is folded into the file.</summary>
    internal void FoldEvery(int pages) => _database.Execute($"PRAGMA wal_autocheckpoint = {pages}");

    /// <summary>How many pages the file has.</summary>
    internal long Pages() => _database.Number("PRAGMA page_count");

    private void Reload()
    {
        _token = Math.Max(_token, _readToken.One(static row => row.Long(0)));
        RequestCount = _database.Number("SELECT count(*) FROM request");
        CheckpointCount = _database.Number("SELECT count(*) FROM checkpoint_job");
    }
}
