namespace Perdure.Coordination.Embedded.Sqlite;

/// <summary>
/// The right to a store's file: a lock on a second file beside it, which the system takes back when the process dies, however it dies. It is
/// held while the store's own file is closed, moved or made anew, which SQLite's own lock is not. Used by one thread at a time.
/// </summary>
internal sealed class FileClaim(string file) : IDisposable
{
    private FileStream? _held;

    /// <summary>Takes it, unless it is held already. Can be taken again after it was given back.</summary>
    /// <exception cref="JournalException">Another process has it, or the directory does not take files.</exception>
    public void Take() => _held ??= Open();

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }

    private FileStream Open()
    {
        var path = file + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // The lock file stays when it is given back: removing it could take it from under somebody who has just opened it.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new JournalException(JournalFault.NotDone, $"{path} cannot be opened: check that this user may write it and its directory", e);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new JournalException(JournalFault.InUse, SqliteFaults.InUse(file), e);
        }
        catch (IOException e)
        {
            throw new JournalException(JournalFault.NotDone, $"{path} cannot be opened ({e.Message.TrimEnd('.')}): check the disk and the directory", e);
        }
    }

    // EWOULDBLOCK of flock (11 on Linux, 35 on BSD and macOS), or ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
