using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

/// <summary>
/// Runs inside a .NET process that knows nothing of it (<c>DOTNET_STARTUP_HOOKS</c>) and writes every 50 ms how many bytes the process has
/// allocated so far to the file <c>$PERDURE_ALLOCATIONS.PID</c>. Allocates nothing itself while it does.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime looks for this name outside of any namespace.")]
[SuppressMessage("Performance", "CA1812", Justification = "The runtime calls it.")]
internal sealed class StartupHook
{
    private const int Digits = 20;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);
    private static SafeFileHandle? _file;
    private static ITimer? _timer;

    /// <summary>Called by the runtime before the program's own beginning.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("PERDURE_ALLOCATIONS") is not { Length: > 0 } path) return;
        _file = File.OpenHandle($"{path}.{Environment.ProcessId}", FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        _timer = TimeProvider.System.CreateTimer(static _ => Write(), null, TimeSpan.Zero, Every);
    }

    private static void Write()
    {
        // Fixed width, so that a reader never sees half of a number followed by the rest of another one.
        Span<byte> text = stackalloc byte[Digits + 1];
        Utf8Formatter.TryFormat(GC.GetTotalAllocatedBytes(precise: false), text, out _, new('D', Digits));
        text[Digits] = (byte)'\n';
        RandomAccess.Write(_file!, text, 0);
    }
}
