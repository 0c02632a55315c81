namespace Perdure.Model.Tests.Declarations;

/// <summary>Bulkheads, hedges, tiers and the guard as they are written.</summary>
public sealed class OverloadShapesTests
{
    [Fact]
    public void Bulkhead_reads_with_its_defaults() =>
        Assert.Equal(new BulkheadModel { MaxConcurrent = 200 }, Service("bulkhead: { maxConcurrent: 200 }").Bulkhead);

    [Fact]
    public void Adaptive_bulkhead_needs_no_number() =>
        Assert.Equal(new BulkheadModel { Adaptive = true, MaxConcurrent = 1_000 }, Service("bulkhead: { adaptive: true }").Bulkhead);

    [Fact]
    public void Adaptive_floor_gives_way_to_a_low_ceiling() => Assert.Equal(
        new BulkheadModel { Adaptive = true, MaxConcurrent = 2, MinConcurrent = 2 }, Service("bulkhead: { adaptive: true, maxConcurrent: 2 }").Bulkhead);

    [Fact]
    public void Bulkhead_reads_as_written() => Assert.Equal(
        new BulkheadModel { Adaptive = true, MaxConcurrent = 50, MinConcurrent = 5, MaxQueued = 0, QueueTimeout = TimeSpan.FromSeconds(2) },
        Service("bulkhead: { adaptive: true, maxConcurrent: 50, minConcurrent: 5, maxQueued: 0, queueTimeout: 2s }").Bulkhead);

    [Theory]
    [InlineData("{}", 5, ".maxConcurrent: expected an integer from 1 to 100000, found nothing; add maxConcurrent, or adaptive: true")]
    [InlineData("{ maxConcurrent: 0 }", 32, ".maxConcurrent: expected an integer from 1 to 100000, found \"0\"")]
    [InlineData("{ maxConcurrent: 9, minConcurrent: 2 }", 50, ".minConcurrent: only an adaptive limit moves; remove minConcurrent, or add adaptive: true")]
    [InlineData("{ adaptive: true, maxConcurrent: 9, minConcurrent: 10 }", 66, ".minConcurrent: expected at most maxConcurrent, which is 9, found 10; lower minConcurrent, or raise maxConcurrent")]
    [InlineData("{ maxConcurrent: 9, maxQueued: -1 }", 46, ".maxQueued: expected an integer from 0 to 100000, found \"-1\"")]
    [InlineData("{ maxConcurrent: 9, queueTimeout: 15s }", 49, ".queueTimeout: expected less than timeouts.request, which is 15s, found 15s; lower queueTimeout: who waited that long has no time left to be answered")]
    [InlineData("{ adaptive: yes, maxConcurrent: 9 }", 27, ".adaptive: expected true or false, found \"yes\"")]
    public void Bulkhead_that_can_not_be_is_an_error(string bulkhead, int column, string says) =>
        SystemFile.Says(SystemFile.WithServiceKey("bulkhead: " + bulkhead), $"7:{column}: error: services.a.bulkhead{says}");

    [Theory]
    [InlineData("{}", 0.95, null, 0.05)]
    [InlineData("{ after: p99.9, budget: 10% }", 0.999, null, 0.1)]
    [InlineData("{ after: 40ms }", 0.95, 40, 0.05)]
    public void Hedge_reads_as_written(string hedge, double percentile, int? afterMs, double budget) => Assert.Equal(
        new HedgeModel { Percentile = percentile, After = afterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null, Budget = budget },
        TwoInstances("hedge: " + hedge).Hedge);

    [Theory]
    [InlineData("{ after: p40 }", 21, ".after: expected a percentile from p50 to p99.9, or a duration from 1ms to 1m, found \"p40\"")]
    [InlineData("{ after: 95% }", 21, ".after: expected a percentile from p50 to p99.9, or a duration from 1ms to 1m, found \"95%\"; write it like p95 or 50ms")]
    [InlineData("{ after: 5s }", 21, ".after: never sent: an attempt is given up after 5s (timeouts.attempt); lower after, or write p95")]
    [InlineData("{ budget: 60% }", 22, ".budget: expected a percentage from 1% to 50%, found \"60%\"")]
    public void Hedge_that_can_not_be_is_an_error(string hedge, int column, string says) =>
        SystemFile.Says(SystemFile.WithServiceKey("hedge: " + hedge), $"7:{column}: error: services.a.hedge{says}");

    [Fact]
    public void Hedge_without_a_second_instance_is_a_warning() => SystemFile.Says(
        SystemFile.WithServiceKey("hedge: {}"),
        "7:5: warning: services.a.hedge: never sent: there is no second instance to send a copy to; add an instance, or remove hedge");

    [Fact]
    public void Guard_reads_as_written()
    {
        Assert.Equal(new OverloadModel(), SystemFile.Model(SystemFile.Head).Overload);
        Assert.Equal(
            new OverloadModel { User = new HashKey { Source = HashKeySource.Cookie, Name = "sid" }, Cpu = 0.8, Memory = null },
            SystemFile.Model(SystemFile.WithKey("overload: { user: cookie:sid, cpu: 80%, memory: off }")).Overload);
    }

    [Theory]
    [InlineData("{ cpu: 40% }", 18, "cpu: expected a percentage from 50% to 100%, or off, found \"40%\"")]
    [InlineData("{ memory: 0.9 }", 21, "memory: expected a percentage from 50% to 100%, or off, found \"0.9\"; write 90%")]
    [InlineData("{ user: path }", 19, "user: expected client-address, header:NAME or cookie:NAME, found \"path\"; write header:path")]
    public void Guard_that_can_not_be_is_an_error(string overload, int column, string says) =>
        SystemFile.Says(SystemFile.WithKey("overload: " + overload), $"7:{column}: error: overload.{says}");

    [Fact]
    public void Tier_that_does_not_exist_is_an_error() => SystemFile.Says(
        SystemFile.WithRoutes("{ name: all, service: a, match: {}, tier: gold }"),
        "8:47: error: routes[0].tier: expected critical, standard or optional, found \"gold\"");

    [Fact]
    public void Tier_header_that_nobody_is_believed_is_a_warning() => SystemFile.Says(
        SystemFile.WithListeners("{ name: web, address: 127.0.0.1:8080, tierHeader: X-Tier }"),
        "8:55: warning: listeners[0].tierHeader: believed of nobody: trustedProxies is empty; add trustedProxies, or remove it");

    private static ServiceModel Service(string key) => SystemFile.Model(SystemFile.WithServiceKey(key)).Services[0];

    private static ServiceModel TwoInstances(string key) => SystemFile.Model(SystemFile.WithServiceKey(key).Replace(
        "http://127.0.0.1:5001 }", "http://127.0.0.1:5001 }, { id: a2, url: http://127.0.0.1:5002 }", StringComparison.Ordinal)).Services[0];
}
