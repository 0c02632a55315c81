using Perdure.Client.Time;

namespace Perdure.Client.Tests.Time;

public sealed class BootTimeTests
{
    [Fact]
    public void Clock_goes_forward_and_keeps_pace_with_the_system()
    {
        var clock = BootTime.OrSystem();
        var system = TimeProvider.System;
        var (from, systemFrom) = (clock.GetTimestamp(), system.GetTimestamp());

        SpinWait.SpinUntil(() => system.GetElapsedTime(systemFrom) >= TimeSpan.FromMilliseconds(20));

        Assert.True(clock.GetElapsedTime(from) >= TimeSpan.FromMilliseconds(19));
    }
}
