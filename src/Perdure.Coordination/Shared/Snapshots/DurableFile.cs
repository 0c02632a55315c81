using System.Runtime.InteropServices;

namespace Perdure.Coordination.Shared.Snapshots;

/// <summary>Replaces a file so that after a crash either the old or the new one is there, whole.</summary>
internal static partial class DurableFile
{
    /// <summary>O_RDONLY | O_CLOEXEC.</summary>
    private const int ToRead = 0x80000;

    public static void Replace(string path, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var full = Path.GetFullPath(path);
        var fresh = full + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        // What is in force may hold secrets.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            file.Write(head);
            file.Write(body);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, full, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(full)!);
    }

    /// <summary>Makes the new name outlast a crash. Best effort: the content is safe already, and not every file system can do it.</summary>
    private static void SyncDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = Open(directory, ToRead);
        if (handle < 0) return;
        _ = Sync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
