using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Telemetry.Requests;

/// <summary>
/// A file that lines are appended to, or the standard output. Opened with O_APPEND, which the runtime has no API for: two processes that write the same file during a
/// take-over then write behind each other and not into each other. Linux. One thread.
/// </summary>
internal sealed partial class LogFile : IDisposable
{
    // O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC. A pipe that nobody reads must not stop the thread; files don't mind.
    private const int Flags = 0x1 | 0x40 | 0x400 | 0x800 | 0x80000;
    private const int OwnerAndGroup = 0b110_100_000;
    private const int Interrupted = 4;
    private const int Again = 11;

    private readonly SafeFileHandle _handle;
    private readonly string? _path;
    private readonly string? _opened;

    private LogFile(SafeFileHandle handle, string? path) => (_handle, _path, _opened) = (handle, path, path is null ? null : NameOf(handle));

    /// <summary>Opens a file, which is made with mode 0640 when it is not there, or the standard output (null).</summary>
    /// <exception cref="IOException">It cannot be opened; the message says why.</exception>
    public static LogFile Open(string? path)
    {
        if (path is null)
            return new LogFile(new SafeFileHandle(1, ownsHandle: false), null);
        var descriptor = Open(path, Flags, OwnerAndGroup);
        return descriptor >= 0 ? new LogFile(new SafeFileHandle(descriptor, ownsHandle: true), path) : throw new IOException(Problem(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Whether the file that is open here has another name by now, or none: it was moved away, as logrotate does, or removed.</summary>
    public bool WasMoved => _path is not null && NameOf(_handle) != _opened;

    /// <summary>Appends as much as goes; returns how much that was, and what is wrong when it is not all. Both without a problem: not now.</summary>
    public (int Written, string? Problem) Append(ReadOnlySpan<byte> bytes)
    {
        var written = 0;
        while (written < bytes.Length)
        {
            var count = (int)Write(_handle, bytes[written..], bytes.Length - written);
            if (count > 0)
            {
                written += count;
                continue;
            }

            var error = count == 0 ? 0 : Marshal.GetLastPInvokeError();
            if (error == Interrupted)
                continue;
            return (written, error == Again ? null : Problem(error));
        }

        return (written, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static string Problem(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static string? NameOf(SafeFileHandle handle) =>
        new FileInfo(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}")).LinkTarget;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, nint count);
}
