using Perdure.Resilience.Bulkheads;

namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>What overload may do to the clients of a service behind a bulkhead, simulated from seeds.</summary>
public sealed class OverloadTests
{
    private const double QueueTimeoutMs = 100;

    private static readonly BulkheadOptions Adaptive = new() { Adaptive = true, MaxQueued = 40 };
    private static readonly BulkheadOptions Fixed = new() { MaxConcurrent = 30, MaxQueued = 40 };

    public static TheoryData<bool, bool, int> Kinds()
    {
        var data = new TheoryData<bool, bool, int>();
        foreach (var adaptive in (bool[])[true, false])
            foreach (var users in (bool[])[true, false])
                for (var seed = 1; seed <= 3; seed++) data.Add(adaptive, users, seed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Three_times_the_load_costs_no_goodput_and_no_critical_request(bool adaptive, bool users, int seed)
    {
        var scenario = new OverloadScenario
        {
            Users = users, Load = static s => s is < 9 or > 24 ? 0.6 : 3, Seconds = 28, Bulkhead = adaptive ? Adaptive : Fixed,
        };

        var seen = new OverloadSimulation(scenario, seed).Run();

        Assert.True(seen.Goodput(9, 24) >= 0.95, $"goodput {seen.Goodput(9, 24):P1}");
        Assert.True(seen.Success(9, 24, tier: 0) >= 0.999, $"critical {seen.Success(9, 24, tier: 0):P2}");
        Assert.InRange(seen.Percentile(9, 24, 0.5, rejected: true), 0, 2);
        Assert.InRange(seen.Percentile(9, 24, 0.99, rejected: false), 0, seen.Percentile(1, 9, 0.99, rejected: false) + QueueTimeoutMs);
        Assert.True(seen.Success(25, 27) >= 0.99, $"afterwards {seen.Success(25, 27):P2}");
        // The most important of what is not critical fills what is left.
        Assert.True(seen.Success(9, 24, tier: 1) > 2 * seen.Success(9, 24, tier: 2));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 3)]
    public void Metastable_outage_ends_with_its_trigger(bool adaptive, int seed)
    {
        var seen = new OverloadSimulation(Metastable(adaptive ? Adaptive : Fixed), seed).Run();

        Assert.True(seen.Success(16, 29) >= 0.99, $"from 2 s after the trigger on {seen.Success(16, 29):P2}");
    }

    [Fact]
    public void Without_a_bulkhead_the_same_outage_stays()
    {
        var seen = new OverloadSimulation(Metastable(null), seed: 1).Run();

        Assert.InRange(seen.Success(16, 29), 0, 0.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Critical_requests_alone_too_many_keep_the_capacity_busy(int seed)
    {
        var scenario = new OverloadScenario { Tiers = (1, 0), Load = static s => s < 5 ? 0.6 : 2, Seconds = 15, Bulkhead = Adaptive };

        var seen = new OverloadSimulation(scenario, seed).Run();

        Assert.True(seen.Goodput(6, 15) >= 0.95, $"goodput {seen.Goodput(6, 15):P1}");
    }

    private static OverloadScenario Metastable(BulkheadOptions? bulkhead) => new()
    {
        Load = static _ => 0.8, Slow = static s => s is >= 9 and < 14 ? 5 : 1, Retries = 2, Seconds = 30, Bulkhead = bulkhead,
    };
}
