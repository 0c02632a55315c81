using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Durability.Sqlite;

/// <summary>The write-ahead log of a file, for making it durable. Flushing is thread-safe.</summary>
internal sealed partial class LogFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens the log of a file, which must be open.</summary>
    /// <exception cref="SqliteFault">It cannot be opened.</exception>
    public LogFile(string file)
    {
        try
        {
            // SQLite keeps its locks on other files than this one: closing it takes none away.
            _handle = File.OpenHandle(file + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqliteFault(SqliteFault.CannotOpen, e.Message);
        }
    }

    /// <summary>Returns when what was written to it before is on the disk.</summary>
    /// <exception cref="SqliteFault">Whether it is on the disk is not known, and cannot be found out by flushing again.</exception>
    public void Flush()
    {
        try
        {
            // fsync would write the times of the file too, each time.
            if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(_handle);
            else if (FlushData(_handle) != 0) throw new Win32Exception();
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            throw new SqliteFault(SqliteFault.Io, $"flushing the log: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle handle);
}
