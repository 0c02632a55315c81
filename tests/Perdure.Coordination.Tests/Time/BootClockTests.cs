using Perdure.Coordination.Time;

namespace Perdure.Coordination.Tests.Time;

public sealed class BootClockTests
{
    [Fact]
    public async Task Clock_goes_on_and_never_back()
    {
        var clock = BootClock.Instance;
        var since = clock.GetTimestamp();
        var last = since;
        for (var i = 0; i < 10_000; i++)
        {
            var now = clock.GetTimestamp();
            Assert.True(now >= last);
            last = now;
        }
        await Eventually.Holds(() => clock.GetElapsedTime(since) > TimeSpan.FromMilliseconds(20), "time passes");
    }

    [Fact]
    public void Clock_on_Linux_tells_the_time_since_boot_sleep_included()
    {
        if (!OperatingSystem.IsLinux()) return;
        var clock = BootClock.Instance;
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1_000_000_000, clock.TimestampFrequency);
        Assert.InRange(clock.GetTimestamp() / 1e9, uptime - 1, uptime + 60);
    }

    [Fact]
    public async Task Timer_of_the_clock_fires()
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = BootClock.Instance.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
