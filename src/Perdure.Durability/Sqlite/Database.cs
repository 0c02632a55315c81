using SQLitePCL;

namespace Perdure.Durability.Sqlite;

/// <summary>A connection to a file. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private const int BusyMs = 3_000;
    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    /// <summary>Opens it, or makes it unless it is only to be read.</summary>
    public Database(string file, bool readOnly)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(file, out _handle, flags, null);
        try
        {
            Check(code);
            raw.sqlite3_extended_result_codes(_handle, 1);
            raw.sqlite3_busy_timeout(_handle, BusyMs);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Runs statements without parameters.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Reads one number.</summary>
    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.One(static row => row.Long(0));
    }

    /// <summary>Reads one text.</summary>
    public string Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.One(static row => row.Text(0)) ?? "";
    }

    /// <summary>Prepares a statement, which lives as long as the connection at most.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        var prepared = new Statement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>Throws unless all is well.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFault(code, _handle is null || _handle.IsInvalid ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    /// <summary>Forgets a statement that was disposed of.</summary>
    public void Forget(Statement statement) => _statements.Remove(statement);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.ToArray()) statement.Dispose();
        _handle.Dispose();
    }
}
