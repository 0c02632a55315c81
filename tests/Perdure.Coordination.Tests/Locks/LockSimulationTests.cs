using Perdure.Coordination.Tests.Simulation;
using Xunit.Abstractions;

namespace Perdure.Coordination.Tests.Locks;

/// <summary>Locks by the calls of services, with everything that goes wrong, from seeds.</summary>
public sealed class LockSimulationTests(ITestOutputHelper output)
{
    private static readonly int Stories = SimSize.Stories(75);

    [Theory]
    [InlineData(30_000, false)]
    [InlineData(40_000, true)]
    public void Lock_under_loss_delay_pauses_outages_and_kills_keeps_its_invariants(int firstSeed, bool etcdDefects)
    {
        var turns = 0;
        for (var seed = firstSeed; seed < firstSeed + Stories; seed++) turns += LockStory.Run(seed, etcdDefects).Turns;
        output.WriteLine($"{Stories} stories, {turns} turns");
        Assert.True(turns > 10 * Stories, $"only {turns} turns: the stories are too quiet to show anything");
    }
}
