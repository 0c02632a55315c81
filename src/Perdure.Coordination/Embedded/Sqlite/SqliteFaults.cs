using Microsoft.Data.Sqlite;

namespace Perdure.Coordination.Embedded.Sqlite;

/// <summary>What SQLite's errors mean for a store, in words for a person. Codes: sqlite.org/rescode.html.</summary>
internal static class SqliteFaults
{
    /// <summary>The code of a statement that does not fit the tables.</summary>
    public const int Misused = 1;

    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    /// <summary>The code of a damaged file.</summary>
    public const int Corrupt = 11;

    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Whether the file does not hold what was written to it.</summary>
    public static bool IsCorruption(SqliteException error) => error.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>What an error means.</summary>
    /// <param name="error">The error.</param>
    /// <param name="file">The file.</param>
    /// <param name="committing">Whether the end of a transaction was being made sure of, so that it may be on the disk all the same.</param>
    public static JournalException Of(SqliteException error, string file, bool committing)
    {
        if (error.SqliteErrorCode is Busy or Locked) return new JournalException(JournalFault.InUse, InUse(file), error);
        if (error.SqliteErrorCode == Full)
        {
            // The file is undamaged and open; it is enough to write again once there is space.
            return new JournalException(JournalFault.NotDone, $"{file}: the disk is full: make space; writing begins again by itself", error) { Broken = false };
        }

        var why = error.SqliteErrorCode switch
        {
            ReadOnly => "it cannot be written: check its permissions and whether its file system is mounted read-only",
            CannotOpen => "it cannot be opened: check that its directory exists and that this user may read and write it",
            Corrupt or NotADatabase => "it is damaged; it is set aside and written anew",
            _ => "the disk does not read or write it: check the disk and its file system",
        };
        return new JournalException(committing ? JournalFault.Unknown : JournalFault.NotDone, $"{file}: {why} (SQLite: {error.Message.TrimEnd('.')})", error);
    }

    /// <summary>What to say when the file is another process's.</summary>
    public static string InUse(string file) => $"{file} is in use by another process: stop that one, or give this node a data directory of its own";
}
