using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Tests.Pools;

namespace Perdure.Resilience.Tests.Balancing;

public sealed class BalancingTests
{
    public static TheoryData<BalancingKind> Kinds => [.. Enum.GetValues<BalancingKind>()];

    public static TheoryData<BalancingKind> Spreading =>
        [BalancingKind.TwoChoices, BalancingKind.RoundRobin, BalancingKind.LeastRequests, BalancingKind.Random];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tried_instances_are_not_chosen_again(BalancingKind kind)
    {
        var driver = new PoolDriver(PoolDriver.Plain(kind), PoolDriver.Named("a", "b", "c"));
        for (ulong key = 0; key < 50; key++)
        {
            Assert.Equal("b", driver.Select(key, false, driver["a"], null, driver["c"]).Instance!.Id);
            var none = driver.Select(key, false, driver["a"], driver["b"], driver["c"]);
            Assert.Equal(SelectionFailure.AllTried, none.Failure);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Drained_and_deferred_instances_are_passed_over(BalancingKind kind)
    {
        var driver = new PoolDriver(PoolDriver.Plain(kind), PoolDriver.Named("a", "b", "c"));
        driver.Pool.Drain(driver["a"], driver.NowMs);
        driver.Pool.Defer(driver["b"], driver.NowMs + 60_000);
        for (ulong key = 0; key < 50; key++) Assert.Equal("c", driver.Attempt(key: key)!.Id);
        driver.Pool.Drain(driver["c"], driver.NowMs);
        Assert.Equal("b", driver.Attempt()!.Id);
        driver.Pool.Undrain(driver["c"], driver.NowMs);
        driver.NowMs += 5_001;
        Assert.Contains("b", Enumerable.Range(0, 200).Select(k => driver.Attempt(key: (ulong)k)!.Id));
    }

    [Theory]
    [MemberData(nameof(Spreading))]
    public void Equal_instances_share_equally(BalancingKind kind)
    {
        var driver = new PoolDriver(PoolDriver.Plain(kind), PoolDriver.Named("a", "b", "c", "d"));
        Assert.All(driver.Count(4_000).Values, count => Assert.InRange(count, 850, 1_150));
    }

    [Theory]
    [InlineData(BalancingKind.TwoChoices)]
    [InlineData(BalancingKind.RoundRobin)]
    [InlineData(BalancingKind.Random)]
    public void Weights_divide_an_idle_pool(BalancingKind kind)
    {
        var driver = new PoolDriver(
            PoolDriver.Plain(kind), new InstanceOptions { Id = "a", Weight = 3 }, new InstanceOptions { Id = "b" }, new InstanceOptions { Id = "c" });
        var counts = driver.Count(5_000);
        Assert.InRange(counts["a"], 2_800, 3_200);
        Assert.InRange(counts["b"], 850, 1_150);
    }

    [Theory]
    [InlineData(BalancingKind.TwoChoices)]
    [InlineData(BalancingKind.LeastRequests)]
    public void Weights_divide_what_is_in_flight(BalancingKind kind)
    {
        var driver = new PoolDriver(PoolDriver.Plain(kind), new InstanceOptions { Id = "a", Weight = 3 }, new InstanceOptions { Id = "b" });
        for (var i = 0; i < 400; i++) driver.Select();
        Assert.InRange(driver["a"].InFlight, 270, 330);
    }

    [Fact]
    public void Round_robin_is_smooth_and_goes_on_when_the_view_is_rebuilt()
    {
        var driver = new PoolDriver(
            PoolDriver.Plain(BalancingKind.RoundRobin) with { SlowStartMs = 0 },
            new InstanceOptions { Id = "a", Weight = 2 }, new InstanceOptions { Id = "b" }, new InstanceOptions { Id = "c" });
        var turns = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            turns.Add(driver.Attempt()!.Id);
            driver.Pool.Drain(driver["c"], driver.NowMs);
            driver.Pool.Undrain(driver["c"], driver.NowMs);
        }
        Assert.Equal(["a", "b", "c", "a", "a", "b", "c", "a"], turns);
    }

    [Fact]
    public void Two_choices_prefers_the_quicker()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.TwoChoices), PoolDriver.Named("a", "b", "c"));
        for (var i = 0; i < 300; i++)
        {
            var selection = driver.Select();
            driver.Complete(selection, ms: selection.Instance!.Id == "a" ? 40 : 2);
        }
        Assert.True(driver.Count(300)["a"] < 30);
    }

    [Fact]
    public void Two_choices_is_not_attracted_by_fast_failures()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.TwoChoices), PoolDriver.Named("a", "b", "c"));
        driver.Count(300, ms: 20);
        var counts = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
        for (var i = 0; i < 3_000; i++)
        {
            if (i % 3 == 0) driver.NowMs += 1;
            var selection = driver.Select();
            counts[selection.Instance!.Id]++;
            var fails = selection.Instance.Id == "a";
            driver.Complete(selection, fails ? AttemptResult.Failure : AttemptResult.Success, fails ? 0.1 : 20);
        }
        Assert.True(counts["a"] < 150, $"{counts["a"]} of 3000 went to the one that fails");
    }

    [Fact]
    public void Two_choices_leaves_a_hung_one_after_a_few_requests()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.TwoChoices), PoolDriver.Named("a", "b", "c"));
        driver.Count(300);
        var hung = 0;
        for (var i = 0; i < 3_000; i++)
        {
            if (i % 3 == 0) driver.NowMs += 10;
            var selection = driver.Select();
            if (selection.Instance!.Id == "a") hung++;
            else driver.Complete(selection);
        }
        Assert.True(hung <= 4, $"{hung} requests went to the hung one");
    }

    [Fact]
    public void Two_choices_finds_a_recovered_one_again_within_seconds()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.TwoChoices), PoolDriver.Named("a", "b", "c"));
        driver.Count(300);
        var hung = driver.Select(null, false, driver["b"], driver["c"]);
        driver.NowMs += 2_000;
        driver.Complete(hung, AttemptResult.TimedOut, 2_000);
        Assert.Equal(0, driver.Count(100)["a"]);
        driver.Run(25_000, 100);
        Assert.InRange(driver.Count(300)["a"], 60, 140);
    }

    [Fact]
    public void Two_choices_does_not_take_an_open_stream_for_silence()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.TwoChoices), PoolDriver.Named("a", "b"));
        driver.Count(100);
        var stream = driver.Select(null, false, driver["b"]);
        driver.Pool.Answered(stream, 5_000, driver.NowMs);
        driver.NowMs += 60_000;
        Assert.Equal(0, driver["a"].SilentMs(driver.NowMs));
    }

    [Theory]
    [InlineData(BalancingKind.IpHash)]
    [InlineData(BalancingKind.ConsistentHash)]
    public void Hash_moves_only_the_keys_of_the_one_that_leaves(BalancingKind kind)
    {
        var driver = new PoolDriver(PoolDriver.Plain(kind), PoolDriver.Named("a", "b", "c", "d"));
        var before = Homes(driver);
        driver.Pool.Drain(driver["c"], driver.NowMs);
        var without = Homes(driver);
        for (var key = 0; key < before.Length; key++)
            Assert.True(before[key] == without[key] || before[key] == "c", $"key {key} moved from {before[key]}");
        Assert.Equal(3, without.Distinct().Count());
        Assert.All(before.CountBy(home => home), home => Assert.InRange(home.Value, 150, 350));
        driver.Reload(driver.Pool.Options, PoolDriver.Named("a", "b", "c", "d", "e"));
        driver.Pool.Undrain(driver["c"], driver.NowMs);
        driver.Run(31_000);
        var grown = Homes(driver);
        for (var key = 0; key < before.Length; key++)
            Assert.True(before[key] == grown[key] || grown[key] == "e", $"key {key} moved from {before[key]} to {grown[key]}");
    }

    [Fact]
    public void Hash_gives_a_warming_one_its_keys_bit_by_bit()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.IpHash), PoolDriver.Named("a", "b", "c"));
        var whole = Homes(driver).Count(h => h == "a");
        driver.Pool.Drain(driver["a"], driver.NowMs);
        driver.Pool.Undrain(driver["a"], driver.NowMs);
        Assert.InRange(Homes(driver).Count(h => h == "a"), 1, whole / 4);
        driver.Run(15_000);
        Assert.InRange(Homes(driver).Count(h => h == "a"), whole / 3, whole * 2 / 3);
    }

    [Fact]
    public void Bounded_hash_lets_a_hot_key_spill_over_and_ip_hash_does_not()
    {
        var bounded = new PoolDriver(PoolDriver.Plain(BalancingKind.ConsistentHash), PoolDriver.Named("a", "b", "c", "d"));
        for (var i = 0; i < 100; i++) bounded.Select(key: 42);
        Assert.True(bounded.Pool.Instances.Max(i => i.InFlight) <= 32);
        var plain = new PoolDriver(PoolDriver.Plain(BalancingKind.IpHash), PoolDriver.Named("a", "b", "c", "d"));
        for (var i = 0; i < 100; i++) plain.Select(key: 42);
        Assert.Equal(100, plain.Pool.Instances.Max(i => i.InFlight));
    }

    [Fact]
    public void Schedule_is_exact_for_whole_weights_and_bounded_for_any()
    {
        Assert.Equal([0, 1, 2], SmoothSchedule.Of([1, 1, 1]));
        Assert.Equal(4, SmoothSchedule.Of([1.5, 0.5]).Length);
        var odd = SmoothSchedule.Of([1000, 1, 0.37]);
        Assert.InRange(odd.Length, 3, 600);
        Assert.Equal(3, odd.Distinct().Count());
    }

    private static string[] Homes(PoolDriver driver) => [.. Enumerable.Range(0, 1_000).Select(k => driver.Attempt(key: (ulong)k)!.Id)];
}
