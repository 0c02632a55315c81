namespace Perdure.Coordination.Embedded.Sqlite;

/// <summary>A journal in a SQLite file.</summary>
internal static class SqliteJournal
{
    public static IJournal Open(string file, TimeProvider clock) => throw new JournalException(JournalFault.NotDone, $"{file} at {clock.GetUtcNow()}");
}
