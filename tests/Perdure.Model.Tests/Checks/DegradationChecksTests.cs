namespace Perdure.Model.Tests.Checks;

/// <summary>Caches, fallbacks and conditions of flags that can't be meant.</summary>
public sealed class DegradationChecksTests
{
    [Theory]
    [InlineData("{ service: a }", "61: error: routes[0].fallback[0].service: a circle: \"a\" would be asked the same again when it can't answer; take another service, another path, or a fixed answer")]
    [InlineData("{ service: b }", "61: error: routes[0].fallback[0].service: expected the name of a service, found \"b\"; did you mean \"a\"?")]
    [InlineData("{ path: /x }", "58: error: routes[0].fallback[0].path: a path is asked of a service; add service")]
    [InlineData("{}", "50: error: routes[0].fallback[0]: expected a fallback, found nothing to answer with; add stale, service or status")]
    [InlineData("{ service: a, path: /x, status: 200 }", "82: error: routes[0].fallback[0].status: expected one kind of fallback, found service and status; write two items of the list")]
    [InlineData("{ stale: 2h }", "59: error: routes[0].fallback[0].stale: the route keeps no answers that could be stale; add cache to the route")]
    [InlineData("{ status: 204, body: x }", "71: error: routes[0].fallback[0].body: an answer with the status 204 has no body; remove body, or take another status")]
    [InlineData("{ status: 99 }", "60: error: routes[0].fallback[0].status: expected an integer from 200 to 599, found \"99\"")]
    public void Fallback_that_can_not_be_is_an_error(string fallback, string says)
    {
        var text = Route($"fallback: [{fallback}]");
        SystemFile.Says(text, "8:" + says);
    }

    [Theory]
    [InlineData("{ status: 200 }, { service: a, path: /x }", "routes[0].fallback[1]: never reached: routes[0].fallback[0] always answers; move the fixed answer to the end")]
    [InlineData("{ service: a, path: /x }, { service: a, path: /x }", "routes[0].fallback[1]: the same as routes[0].fallback[0]; remove one of the two")]
    public void Fallback_that_is_never_asked_is_an_error(string fallbacks, string says) => Assert.EndsWith(
        says, Assert.Single(SystemFile.Lines(SystemFile.Read(Route($"fallback: [{fallbacks}]")))), StringComparison.Ordinal);

    [Fact]
    public void Fallbacks_read_as_written()
    {
        var route = SystemFile.Model(Route("cache: {}, fallback: [{ stale: 2h }, { service: a, path: '/x?y' }, { status: 404 }]")).Routes[0];
        Assert.Equal(
            [
                new FallbackModel { Stale = TimeSpan.FromHours(2) },
                new FallbackModel { Service = "a", Path = "/x?y" },
                new FallbackModel { Answer = new StaticAnswer { Status = 404 } },
            ],
            route.Fallbacks.ToArray());
        Assert.Equal(new CacheModel(), route.Cache);
    }

    [Fact]
    public void Stale_fallback_that_the_cache_covers_is_a_warning() => Assert.EndsWith(
        "warning: routes[0].fallback[0].stale: the cache serves stale answers for 1h by itself (cache.staleIfError); remove it, or write a longer one",
        Assert.Single(SystemFile.Lines(SystemFile.Read(Route("cache: {}, fallback: [{ stale: 30m }]")))),
        StringComparison.Ordinal);

    [Fact]
    public void Cache_on_methods_that_can_not_be_kept_is_an_error() => SystemFile.Says(
        SystemFile.WithRoutes("{ name: r, service: a, match: { methods: [POST, PUT] }, cache: {} }"),
        "8:61: error: routes[0].cache: answers to POST, PUT can't be kept: only those to GET are; remove cache, or add GET to match.methods");

    [Theory]
    [InlineData("{ breaker: b }", "flags.f.offWhen.breaker: expected the name of a service, found \"b\"; did you mean \"a\"?")]
    [InlineData("{ shedding: a }", "flags.f.offWhen.shedding: \"a\" turns nothing away: it has no bulkhead; add a bulkhead to the service, or write breaker")]
    [InlineData("{ breaker: a, shedding: '*' }", "flags.f.offWhen.shedding: expected one condition, found breaker and shedding; keep one of the two")]
    [InlineData("{ for: 1s }", "flags.f.offWhen: expected a condition, found none; add breaker or shedding")]
    [InlineData("{ breaker: a, backAfter: 0s }", "flags.f.offWhen.backAfter: expected a duration from 1s to 24h, found \"0s\"")]
    public void Condition_that_can_not_be_is_an_error(string condition, string says) => Assert.EndsWith(
        ": error: " + says,
        Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.WithKey($"flags: {{ f: {{ offWhen: {condition} }} }}")))),
        StringComparison.Ordinal);

    [Fact]
    public void Conditions_read_as_written()
    {
        var flags = SystemFile.Model(SystemFile.WithKey("flags: { f: { offWhen: { breaker: a } }, g: { offWhen: { shedding: '*', for: 0s, backAfter: 5s } } }")).Flags;
        Assert.Equal(new FlagCondition { Breaker = "a" }, flags[0].OffWhen);
        Assert.Equal(new FlagCondition { Shedding = "*", For = TimeSpan.Zero, BackAfter = TimeSpan.FromSeconds(5) }, flags[1].OffWhen);
    }

    private static string Route(string keys) => SystemFile.WithRoutes($"{{ name: r, service: a, match: {{}}, {keys} }}");
}
