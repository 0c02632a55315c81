using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Model;
using Perdure.Telemetry.Tests.Support;
using Perdure.Telemetry.Traffic;

namespace Perdure.Telemetry.Tests.Traffic;

public sealed class TrafficHistoryTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public async Task Requests_show_in_the_second_in_which_they_end()
    {
        await using var node = await Measured.StartAsync(Model("one", "two"));
        await using var history = new TrafficHistory(node.Gateway, _clock, NullLogger.Instance);
        Look(history);

        for (var at = 0; at < 3; at++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.GetAsync("/one/x"));
        Look(history);
        Look(history);

        var one = history.Points("one", 900);
        Assert.Equal([3f, 0f], one.Select(point => point.Requests));
        Assert.Equal([3f, 0f], one.Select(point => point.Failed));
        Assert.Equal(one[0].UnixSeconds + 1, one[1].UnixSeconds);
        Assert.Equal([0f, 3f, 0f], history.Points(null, 900).Select(point => point.Requests));
        Assert.Empty(history.Points("two", 900));
        Assert.Equal(["one"], history.LatestByRoute().Select(route => route.Route));
        Assert.True(history.Records("two"));
        Assert.False(history.Records("three"));
    }

    [Fact]
    public async Task Route_that_is_gone_takes_its_history_with_it_and_others_keep_theirs()
    {
        await using var node = await Measured.StartAsync(Model("one", "two"));
        await using var history = new TrafficHistory(node.Gateway, _clock, NullLogger.Instance);
        Look(history);
        await node.GetAsync("/one/x");
        await node.GetAsync("/two/x");
        Look(history);

        await node.Gateway.ReloadAsync(Model("one"), CancellationToken.None);
        Look(history);

        Assert.False(history.Records("two"));
        Assert.Empty(history.Points("two", 900));
        Assert.Equal([1f, 0f], history.Points("one", 900).Select(point => point.Requests));
    }

    [Fact]
    public async Task Seconds_follow_each_other_though_looks_are_a_little_early_or_late()
    {
        await using var node = await Measured.StartAsync(Model("one"));
        await using var history = new TrafficHistory(node.Gateway, _clock, NullLogger.Instance);
        foreach (var ms in new[] { 1_499, 1_002, 998, 1_001, 999, 1_000 })
        {
            _clock.Step(TimeSpan.FromMilliseconds(ms));
            history.Look();
        }

        var seconds = history.Points(null, 900).Select(point => point.UnixSeconds).ToList();
        Assert.Equal(Enumerable.Range(0, 6).Select(at => seconds[0] + at), seconds);
    }

    [Fact]
    public async Task Routes_beyond_the_bound_count_in_the_whole_alone()
    {
        var names = Enumerable.Range(0, TrafficHistory.RoutesMax + 1).Select(at => $"r{at}").ToArray();
        await using var node = await Measured.StartAsync(Model(names));
        await using var history = new TrafficHistory(node.Gateway, _clock, NullLogger.Instance);
        Look(history);
        await node.GetAsync($"/{names[^1]}/x");
        Look(history);

        Assert.False(history.Records(names[^1]));
        Assert.Equal(1f, history.Latest?.Requests);
        Assert.Empty(history.LatestByRoute());
    }

    private void Look(TrafficHistory history)
    {
        _clock.Step(TimeSpan.FromSeconds(1));
        history.Look();
    }

    private static SystemModel Model(params string[] routes) => Measured.Model(
        [new ServiceModel { Name = "catalog", Instances = [new InstanceModel { Id = "catalog-1", Url = new Uri("http://127.0.0.1:1") }] }],
        routes.Select(route => new RouteModel { Name = route, Service = "catalog", Match = new RouteMatch { Path = $"/{route}/*" } }));
}
