using System.Runtime.InteropServices;

namespace Perdure.Coordination.Time;

/// <summary>
/// The clock of leases: on Linux its timestamps are CLOCK_BOOTTIME in nanoseconds, which goes on while the machine sleeps and which no
/// step of the wall clock moves; elsewhere they are the system's monotonic ones. Timers and the wall clock are the system's. Thread-safe.
/// </summary>
/// <remarks>
/// A timer may stand still while the machine sleeps, so a deadline is compared with the timestamp whenever it matters, and the timer only
/// wakes who waits for it.
/// </remarks>
public sealed partial class BootClock : TimeProvider
{
    private const int ClockBootTime = 7;
    private readonly bool _boot;

    private BootClock() => _boot = OperatingSystem.IsLinux() && ReadBootTime(out _);

    /// <summary>The one instance.</summary>
    public static BootClock Instance { get; } = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => _boot ? 1_000_000_000 : System.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => _boot && ReadBootTime(out var now) ? now.Seconds * 1_000_000_000 + now.Nanoseconds : System.GetTimestamp();

    private static bool ReadBootTime(out TimeSpec now)
    {
        try
        {
            return Environment.Is64BitProcess & ClockGetTime(ClockBootTime, out now) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            now = default;
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec now);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
