namespace Perdure.Model.Tests.Declarations;

public sealed class RateLimitShapeTests
{
    [Fact]
    public void Limit_reads_with_its_defaults() => Assert.Equal(
        new RateLimitModel { Requests = 5, Burst = 5, Per = TimeSpan.FromSeconds(1), Key = RateLimitKey.ClientAddress, Scope = RateLimitScope.Node },
        SystemFile.Model(File("{ requests: 5 }")).Routes[0].RateLimit);

    [Fact]
    public void Limit_reads_as_written() => Assert.Equal(
        new RateLimitModel
        {
            Requests = 60,
            Burst = 10,
            Per = TimeSpan.FromMinutes(1),
            Key = new RateLimitKey { Source = RateLimitKeySource.Header, Header = "X-Partner" },
            Scope = RateLimitScope.Cluster,
        },
        SystemFile.Model(File("{ requests: 60, per: 1m, burst: 10, key: header:X-Partner, scope: cluster }")).Routes[0].RateLimit);

    [Theory]
    [InlineData("{ requests: 0 }", 65, "requests: expected an integer from 1 to 1000000, found \"0\"")]
    [InlineData("{ requests: 1, per: 0s }", 73, "per: expected a duration from 1s to 24h, found \"0s\"")]
    [InlineData("{ requests: 1, burst: 1000001 }", 75, "burst: expected an integer from 1 to 1000000, found \"1000001\"")]
    [InlineData("{ requests: 1, burst: 0 }", 75, "burst: expected an integer from 1 to 1000000, found \"0\"")]
    [InlineData("{ requests: 1, key: client }", 73, "key: expected client-address, header:NAME or route, found \"client\"; write header:client")]
    [InlineData("{ requests: 1, key: cookie:a }", 73, "key: expected client-address, header:NAME or route, found \"cookie:a\"")]
    [InlineData("{ requests: 1, scope: global }", 75, "scope: expected node or cluster, found \"global\"")]
    public void Limit_that_can_not_be_is_an_error(string limit, int column, string says) =>
        SystemFile.Says(File(limit), $"8:{column}: error: routes[0].rateLimit.{says}");

    private static string File(string limit) => SystemFile.WithRoutes($"{{ name: all, service: a, match: {{}},  rateLimit: {limit} }}");
}
