using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Durable;

/// <summary>fdatasync, which .NET does not have: it flushes with fsync, which writes the times of the file too.</summary>
internal static partial class Disk
{
    /// <summary>Returns when what was written is on the disk.</summary>
    public static void Flush(SafeFileHandle handle)
    {
        if (FlushData(handle) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle handle);
}
