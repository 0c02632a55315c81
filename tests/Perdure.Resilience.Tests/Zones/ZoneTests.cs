using Perdure.Resilience.Pools;
using Perdure.Resilience.Tests.Pools;
using Perdure.Resilience.Zones;

namespace Perdure.Resilience.Tests.Zones;

public sealed class ZoneTests
{
    private static readonly InstanceOptions[] Instances =
    [
        At("a1", "a", "eu"), At("a2", "a", "eu"), At("a3", "a", "eu"), At("a4", "a", "eu"),
        At("b1", "b", "eu"), At("b2", "b", "eu"), At("u1", "u", "us"), At("s1", "a", "eu") with { Standby = true },
    ];

    [Fact]
    public void Healthy_local_zone_takes_everything()
    {
        var counts = Driver("a", "eu").Count(400);
        Assert.Equal(400, counts.Where(c => c.Key[0] == 'a').Sum(c => c.Value));
    }

    [Fact]
    public void Local_zone_below_its_spare_capacity_spills_to_the_next()
    {
        var driver = Driver("a", "eu");
        Fail(driver, "a1", "a2");
        var counts = driver.Count(4_000);
        // 140 % of 2 of 4 is 70 %; the other zone of the region takes the rest.
        Assert.InRange(counts["a3"] + counts["a4"], 2_650, 2_950);
        Assert.Equal(0, counts["u1"]);
    }

    [Fact]
    public void Lost_zone_then_lost_region_go_on_elsewhere_and_standby_comes_last()
    {
        var driver = new PoolDriver(PoolOf("a", "eu") with { PanicThreshold = 0 }, Instances);
        Fail(driver, "a1", "a2", "a3", "a4");
        Assert.Equal(100, driver.Count(100).Where(c => c.Key[0] == 'b').Sum(c => c.Value));
        Fail(driver, "b1", "b2");
        Assert.Equal(100, driver.Count(100)["u1"]);
        Fail(driver, "u1");
        Assert.Equal(100, driver.Count(100)["s1"]);
    }

    [Fact]
    public void Without_a_local_zone_the_region_is_one_level()
    {
        var counts = Driver(null, "eu").Count(600);
        Assert.All(["a1", "b1"], id => Assert.InRange(counts[id], 60, 140));
        Assert.Equal(0, counts["u1"]);
    }

    [Fact]
    public void Shares_are_those_of_priority_levels()
    {
        Assert.Equal([1, 1], LevelShares.Cumulative([(3, 4), (2, 2)]));
        Assert.Equal([0.7, 1], LevelShares.Cumulative([(2, 4), (2, 2)]));
        Assert.Equal([0.5, 1], LevelShares.Cumulative([(1, 10), (1, 10)]));
        Assert.Equal([0, 0], LevelShares.Cumulative([(0, 10), (0, 10)]));
    }

    private static InstanceOptions At(string id, string zone, string region) => new() { Id = id, Zone = zone, Region = region };

    private static ServicePoolOptions PoolOf(string? zone, string? region) => new() { LocalZone = zone, LocalRegion = region };

    private static PoolDriver Driver(string? zone, string? region) => new(PoolOf(zone, region), Instances);

    private static void Fail(PoolDriver driver, params string[] ids)
    {
        foreach (var id in ids)
            for (var i = 0; i < 3; i++)
                driver.Pool.ReportCheck(driver[id], false, driver.NowMs);
    }
}
