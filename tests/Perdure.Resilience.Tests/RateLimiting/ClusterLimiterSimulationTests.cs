using System.Globalization;
using Perdure.Resilience.RateLimiting;
using Xunit.Abstractions;

namespace Perdure.Resilience.Tests.RateLimiting;

/// <summary>The bound of docs/resilience.md, held against simulated clusters.</summary>
public sealed class ClusterLimiterSimulationTests(ITestOutputHelper output)
{
    // The table of docs/resilience.md was made with 20 of them.
    private const int Seeds = 6;

    private static readonly ClusterScenario[] s_scenarios =
    [
        new() { Name = "even load, 3 times the limit" },
        new() { Name = "even load, 30 times the limit", Offered = (_, _) => 1_000 },
        new() { Name = "all on one node", Offered = (node, _) => node == 0 ? 300 : 0 },
        new() { Name = "bursts on all nodes after rests", Offered = (_, now) => now % 5_000 is > 1_000 and < 1_500 ? 5_000 : 0 },
        new() { Name = "5 nodes, bursts", Nodes = 5, Offered = (_, now) => now % 5_000 is > 1_000 and < 1_500 ? 5_000 : 0 },
        new() { Name = "a small limit (10 a minute)", Rule = new LimitRule(10, 60_000, 10), Offered = (_, _) => 20 },
        new() { Name = "every fifth push lost", Loss = 0.2, Offered = (_, now) => now % 5_000 is > 1_000 and < 1_500 ? 5_000 : 0, KnownAfter = 7 },
        new() { Name = "one node cut off for 10 s", IsCut = (a, b, now) => (a == 2) != (b == 2) && now is > 5_000 and < 15_000, KnownAfter = 13, Offered = (_, _) => 300 },
        new() { Name = "two nodes of three do not hear each other", IsCut = (a, b, now) => a + b == 1 && now is > 5_000 and < 15_000, KnownAfter = 13, Offered = (_, _) => 300 },
        new() { Name = "store lost for 10 s", IsStoreLost = now => now is > 5_000 and < 15_000, Offered = (_, _) => 300 },
        new() { Name = "a node killed every 6 s", IsKilled = (node, now) => now % 6_000 == 3_000 && node == now / 6_000 % 3, Offered = (_, _) => 300, KnownAfter = 13 },
    ];

    [Fact]
    public void Excess_stays_within_the_bound_of_the_documentation()
    {
        foreach (var scenario in s_scenarios)
        {
            var (worst, admitted, allowed) = (0.0, 0L, 0.0);
            for (ulong seed = 1; seed <= Seeds; seed++)
            {
                var run = new ClusterSimulation(scenario, seed).Run();
                worst = Math.Max(worst, run.Excess);
                admitted += run.Admitted;
                allowed += scenario.Rule.Burst + (scenario.Rule.Requests * (double)scenario.LastsMs / scenario.Rule.PerMs);
                Assert.True(run.Excess <= Bound(scenario), $"{scenario.Name}, seed {seed}: {run.Excess:0.0} beyond the limit, the bound is {Bound(scenario):0.0}");
            }
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {scenario.Name} | {scenario.Nodes} | {Bound(scenario):0} | {worst:0} | {100 * admitted / allowed:0} % |"));
        }
    }

    private static double Bound(ClusterScenario scenario)
    {
        var (n, k) = (scenario.Nodes, scenario.KnownAfter);
        var ratePerMs = (double)scenario.Rule.Requests / scenario.Rule.PerMs;
        return (((n * (1 - Math.Pow(1 - (1.0 / n), k))) - 1) * (scenario.Rule.Burst + (ratePerMs * k * 100))) + n;
    }
}
