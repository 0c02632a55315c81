namespace Perdure.Durability.Sqlite;

/// <summary>
/// Folds the log into the file, on a thread and a connection of its own, so that the writer does not stand still for it. The log can only begin anew when all
/// of it has been folded at one moment, so the last bit is the writer's: <see cref="Wrote"/> says when. What fails is tried again later: the log holds
/// everything that is not in the file.
/// </summary>
internal sealed class LogFolder : IDisposable
{
    // As long as a round finds more than this, the writer was fast and another one is worth it.
    private const int RestPages = 512;
    private const int RoundsMax = 6;

    private readonly Database _database;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private long _pages;
    private long _since;
    private volatile bool _isFolding;
    private volatile bool _isNearlyDone;
    private volatile bool _ending;

    /// <summary>Begins.</summary>
    /// <param name="file">The file, which must be open and whole.</param>
    /// <exception cref="SqliteFault">It cannot be opened.</exception>
    public LogFolder(string file)
    {
        _database = new Database(file, readOnly: false);
        try
        {
            _database.Execute("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0");
        }
        catch
        {
            _database.Dispose();
            throw;
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "perdure-fold" };
        _thread.Start();
    }

    /// <summary>After how many pages the log is folded; each time costs some flushes. Default: 16 MiB of them. Others for tests.</summary>
    internal int FoldPages { get; set; } = 4_096;

    /// <summary>The writer has written so many pages. Returns whether it is to fold the rest now, and to say by <see cref="Rested"/> what came of it.</summary>
    public bool Wrote(int pages)
    {
        _pages += pages;
        if (_isNearlyDone) return true;
        if (_pages - _since < FoldPages || _isFolding) return false;
        _isFolding = true;
        _wake.Set();
        return false;
    }

    /// <summary>The writer has folded the rest.</summary>
    /// <param name="isAll">Whether nothing is left, so that the log begins anew; not while somebody reads an older state.</param>
    public void Rested(bool isAll)
    {
        _pages = isAll ? 0 : _pages;
        _since = isAll ? 0 : _pages - (FoldPages / 2);
        (_isNearlyDone, _isFolding) = (false, false);
    }

    /// <summary>Ends it, after the round that is under way.</summary>
    public void Dispose()
    {
        _ending = true;
        _wake.Set();
        _thread.Join();
        _database.Dispose();
    }

    private void Run()
    {
        while (!_ending)
        {
            _wake.WaitOne();
            if (!_isFolding || _isNearlyDone) continue;
            var before = 0;
            for (var round = 0; round < RoundsMax && !_ending; round++)
            {
                var (_, folded) = _database.Fold();
                var more = folded - before;
                before = folded;
                if (more < RestPages) break;
            }

            _isNearlyDone = true;
        }
    }
}
