using System.Globalization;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>Sets a damaged file aside. It is never deleted: a person may still get something out of it.</summary>
internal static class DamagedFile
{
    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <summary>Moves the file and what belongs to it out of the way, and returns its new name.</summary>
    public static string SetAside(string file, TimeProvider clock)
    {
        var stamp = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aside = $"{file}.corrupt-{stamp}";
        for (var again = 2; File.Exists(aside); again++) aside = $"{file}.corrupt-{stamp}-{again.ToString(CultureInfo.InvariantCulture)}";
        try
        {
            // The log first: a new file must never find the log of an old one.
            foreach (var companion in Companions.Where(companion => File.Exists(file + companion))) File.Move(file + companion, aside + companion);
            File.Move(file, aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DurabilityException(DurabilityFailure.Corrupt, $"{file} is damaged and cannot be set aside ({e.Message.TrimEnd('.')}): move it away by hand", e);
        }

        return aside;
    }
}
