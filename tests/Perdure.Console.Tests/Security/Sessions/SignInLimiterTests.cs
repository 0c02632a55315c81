using System.Net;
using Perdure.Console.Security.Sessions;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Security.Sessions;

public sealed class SignInLimiterTests
{
    private readonly SteppedClock _clock = new();

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Failures_count_for_whoever_has_the_address(string one, string other, bool same)
    {
        var limiter = new SignInLimiter(_clock);
        for (var at = 0; at < SignInLimiter.FailuresMax; at++)
            Assert.True(limiter.TryBegin(IPAddress.Parse(one), out _));

        Assert.False(limiter.TryBegin(IPAddress.Parse(one), out _));
        Assert.Equal(!same, limiter.TryBegin(IPAddress.Parse(other), out _));
    }

    [Fact]
    public void Successes_do_not_count()
    {
        var limiter = new SignInLimiter(_clock);
        for (var at = 0; at < 100; at++)
        {
            Assert.True(limiter.TryBegin(IPAddress.Loopback, out var last));
            Assert.False(last);
            limiter.Succeeded(IPAddress.Loopback);
        }
    }

    [Fact]
    public void Addresses_are_bounded()
    {
        var limiter = new SignInLimiter(_clock);
        for (var at = 0; at < SignInLimiter.AddressesMax + 10; at++)
            Assert.True(limiter.TryBegin(new IPAddress(0x0A000000L + at), out _));
    }
}
