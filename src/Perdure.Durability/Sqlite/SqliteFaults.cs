using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>What SQLite's errors mean for a store, in words for a person.</summary>
internal static class SqliteFaults
{
    /// <summary>What a fault means.</summary>
    /// <param name="fault">The fault; not one of a damaged file.</param>
    /// <param name="file">The file.</param>
    /// <param name="committing">Whether the end of a transaction was being made sure of, so that it may be on the disk all the same.</param>
    public static DurabilityException Of(SqliteFault fault, string file, bool committing) => fault.Code switch
    {
        SqliteFault.Busy or SqliteFault.Locked => new DurabilityException(DurabilityFailure.Unavailable, InUse(file), fault),
        // SQLite undoes what it has no space for: nothing of it is in the file.
        SqliteFault.Full => new DurabilityException(DurabilityFailure.Unavailable, $"{file}: the disk is full, nothing was accepted: make space; writing begins again by itself", fault),
        _ when fault.IsOfStatement && !committing => new DurabilityException(
            DurabilityFailure.Unavailable, $"{file}: this cannot be written, nothing was done ({fault.Message}): a mistake of this program, please report it", fault),
        _ => new DurabilityException(
            committing ? DurabilityFailure.UnknownOutcome : DurabilityFailure.Unavailable, $"{file}: {Why(fault)} (SQLite: {fault.Message})", fault),
    };

    /// <summary>What to say of a damaged file that was set aside.</summary>
    public static DurabilityException SetAside(string file, string aside, SqliteFault fault) => new(
        DurabilityFailure.Corrupt,
        $"{file} was damaged and lies now at {aside}: look at the disk, get out of that file what can be got (sqlite3 FILE .recover); opening again begins a new one (SQLite: {fault.Message})",
        fault);

    /// <summary>What to say when the file is no longer where it was.</summary>
    public static DurabilityException Removed(string file) => new(
        DurabilityFailure.Corrupt, $"{file} has been removed while it was open: put it back from a backup with the node stopped; opening again begins a new one");

    /// <summary>What to say when the file is another process's.</summary>
    public static string InUse(string file) => $"{file} is in use by another process: stop that one, or give this node a data directory of its own";

    private static string Why(SqliteFault fault) => fault.Code switch
    {
        SqliteFault.ReadOnly => "it cannot be written: check its permissions and whether its file system is mounted read-only",
        SqliteFault.CannotOpen => "it cannot be opened: check that its directory exists and that this user may read and write it",
        _ => "the disk does not read or write it: check the disk and its file system",
    };
}
