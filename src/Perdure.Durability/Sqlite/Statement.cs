using System.Text;
using SQLitePCL;

namespace Perdure.Durability.Sqlite;

/// <summary>A prepared statement: parameters are set in turn, then it is run, after which it is ready again. Used by one thread at a time.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private const int OnStackBytesMax = 512;
    private int _set;

    /// <summary>Sets the next parameter.</summary>
    public Statement Set(long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, ++_set, value));
        return this;
    }

    /// <summary>Sets the next parameter.</summary>
    public Statement Set(long? value) => value is { } number ? Set(number) : SetNull();

    /// <summary>Sets the next parameter.</summary>
    public Statement Set(string? value)
    {
        if (value is null) return SetNull();
        // In UTF-8 without an array for it, where it is short.
        Span<byte> utf8 = stackalloc byte[OnStackBytesMax];
        database.Check(
            value.Length > 0 && Encoding.UTF8.TryGetBytes(value, utf8, out var length)
                ? raw.sqlite3_bind_text(handle, ++_set, utf8[..length])
                : raw.sqlite3_bind_text(handle, ++_set, value));
        return this;
    }

    /// <summary>Sets the next parameter.</summary>
    public Statement Set(ReadOnlySpan<byte> value)
    {
        // An empty span has no address, which SQLite would take for NULL.
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_set, 0) : raw.sqlite3_bind_blob(handle, ++_set, value));
        return this;
    }

    /// <summary>Sets the next parameter to NULL.</summary>
    public Statement SetNull()
    {
        database.Check(raw.sqlite3_bind_null(handle, ++_set));
        return this;
    }

    /// <summary>Runs it.</summary>
    public void Run()
    {
        try
        {
            database.Check(raw.sqlite3_step(handle));
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs it and reads the first row; default when there is none.</summary>
    public T? One<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs it and reads all rows, as long as <paramref name="goOn"/> wants one more.</summary>
    public List<T> All<T>(Func<Statement, T> read, Func<T, bool>? goOn = null)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
            {
                var row = read(this);
                if (goOn?.Invoke(row) == false) break;
                rows.Add(row);
            }
        }
        finally
        {
            Reset();
        }

        return rows;
    }

    /// <summary>Reads a number of the row.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Reads a number of the row.</summary>
    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    /// <summary>Whether it is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>Reads a text of the row.</summary>
    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <summary>Reads bytes of the row; none for NULL.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        database.Forget(this);
        handle.Dispose();
    }

    private bool Step()
    {
        var code = raw.sqlite3_step(handle);
        database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    // What a failed step has to say has been said; reset says it again.
    private void Reset()
    {
        _set = 0;
        raw.sqlite3_reset(handle);
    }
}
