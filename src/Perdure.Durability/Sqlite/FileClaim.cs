using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// The right to a store's file: a lock on a second file beside it, which the system takes back when the process dies, however it dies. It is
/// held while the store's own file is closed, moved or made anew, which SQLite's own lock is not.
/// </summary>
internal sealed class FileClaim : IDisposable
{
    private readonly FileStream _held;

    /// <summary>Takes it.</summary>
    /// <exception cref="DurabilityException">Another process has it, or the directory does not take files.</exception>
    public FileClaim(string file)
    {
        var path = file + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // The lock file stays when it is given back: removing it could take it from under somebody who has just opened it.
            _held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DurabilityException(DurabilityFailure.Unavailable, $"{path} cannot be opened: check that this user may write it and its directory", e);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new DurabilityException(DurabilityFailure.Unavailable, SqliteFaults.InUse(file), e);
        }
        catch (IOException e)
        {
            throw new DurabilityException(DurabilityFailure.Unavailable, $"{path} cannot be opened ({e.Message.TrimEnd('.')}): check the disk and the directory", e);
        }
    }

    /// <summary>Gives it back.</summary>
    public void Dispose() => _held.Dispose();

    // EWOULDBLOCK of flock (11 on Linux, 35 on BSD and macOS), or ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
