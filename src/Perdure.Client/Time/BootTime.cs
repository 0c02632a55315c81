using System.Runtime.InteropServices;

namespace Perdure.Client.Time;

/// <summary>
/// The system's clock with timestamps of CLOCK_BOOTTIME (clock_gettime(2)), which go on while the machine sleeps: a laptop or a virtual
/// machine that wakes up after its lease has run out must notice at once. Timers are the system's and may be late; whoever relies on a
/// deadline compares timestamps as well. Linux only.
/// </summary>
internal sealed partial class BootTime : TimeProvider
{
    private const int ClockBootTime = 7;

    private BootTime()
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>This clock on Linux, the system's monotonic one elsewhere.</summary>
    public static TimeProvider OrSystem() =>
        OperatingSystem.IsLinux() && ClockGetTime(ClockBootTime, out _) == 0 ? new BootTime() : System;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        _ = ClockGetTime(ClockBootTime, out var now);
        return (now.Seconds * TimestampFrequency) + now.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    // Both fields are of the machine's word.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        private readonly nint _seconds;
        private readonly nint _nanoseconds;

        public long Seconds => _seconds;

        public long Nanoseconds => _nanoseconds;
    }
}
