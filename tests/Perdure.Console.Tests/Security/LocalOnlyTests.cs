using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Console.Security;

namespace Perdure.Console.Tests.Security;

public sealed class LocalOnlyTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.168.1.7", false)]
    [InlineData("::ffff:192.168.1.7", false)]
    public void Address_passes_only_when_it_is_this_machine(string remote, bool passes) =>
        Assert.Equal(passes, LocalOnly.Allows(IPAddress.Parse(remote), new HostString("localhost")));

    [Fact]
    public void Address_that_is_unknown_does_not_pass() => Assert.False(LocalOnly.Allows(null, new HostString("localhost")));
}
