namespace Perdure.Durability.Sqlite;

/// <summary>What SQLite answered instead of doing something. Codes: sqlite.org/rescode.html.</summary>
internal sealed class SqliteFault(int code, string message) : Exception(message)
{
    /// <summary>A statement that cannot be meant so, or does not fit the tables.</summary>
    public const int Error = 1;

    /// <summary>Busy: another connection is in the way.</summary>
    public const int Busy = 5;

    /// <summary>Locked: the same, within one connection.</summary>
    public const int Locked = 6;

    /// <summary>The file or its file system takes no writes.</summary>
    public const int ReadOnly = 8;

    /// <summary>The disk does not read, write or flush.</summary>
    public const int Io = 10;

    /// <summary>The file does not hold what was written to it.</summary>
    public const int Corrupt = 11;

    /// <summary>The disk is full, or the file has reached its bound.</summary>
    public const int Full = 13;

    /// <summary>The file cannot be opened.</summary>
    public const int CannotOpen = 14;

    /// <summary>A text or a blob is larger than may be.</summary>
    public const int TooBig = 18;

    /// <summary>A unique index, or another rule of the tables.</summary>
    public const int Constraint = 19;

    /// <summary>A value of another type.</summary>
    public const int Mismatch = 20;

    /// <summary>A call at the wrong time.</summary>
    public const int Misuse = 21;

    /// <summary>A parameter that there is not.</summary>
    public const int Range = 25;

    /// <summary>The file is none of SQLite's.</summary>
    public const int NotADatabase = 26;

    /// <summary>The primary code.</summary>
    public int Code { get; } = code & 0xFF;

    /// <summary>Whether the file is damaged.</summary>
    public bool IsCorruption => Code is Corrupt or NotADatabase;

    /// <summary>Whether a statement is to blame, not the disk: what was written with it can be done without it.</summary>
    public bool IsOfStatement => Code is Error or TooBig or Constraint or Mismatch or Misuse or Range;

    /// <summary>Whether the connection is as good as before; otherwise it is opened anew.</summary>
    public bool LeavesConnection => Code is Full or Busy or Locked;
}
