using Perdure.Coordination.Tests.Simulation;
using Xunit.Abstractions;

namespace Perdure.Coordination.Tests.Elections;

/// <summary>The recipe, with everything that goes wrong between processes and store, from seeds.</summary>
public sealed class ElectionSimulationTests(ITestOutputHelper output)
{
    private static readonly int Stories = SimSize.Stories(150);

    [Fact]
    public void Election_under_loss_delay_pauses_outages_and_kills_keeps_its_invariants()
    {
        var terms = 0;
        for (var seed = 1; seed <= Stories; seed++) terms += ElectionStory.Run(seed).Terms;
        output.WriteLine($"{Stories} stories, {terms} terms");
        Assert.True(terms > 2 * Stories, $"only {terms} terms: the stories are too quiet to show anything");
    }

    [Fact]
    public void Election_on_a_store_with_stale_reads_ghost_renewals_and_lost_deletions_keeps_its_invariants()
    {
        for (var seed = 10_001; seed <= 10_000 + Stories; seed++) ElectionStory.Run(seed, etcdDefects: true);
    }

    [Fact]
    public void Deadline_counted_from_the_answer_is_found_out() =>
        Assert.True(Found(faults => faults.DeadlineFromAnswer = true), "counting from the answer broke no invariant in any story");

    [Fact]
    public void Leading_without_verifying_the_own_key_is_found_out() =>
        Assert.True(Found(faults => (faults.VerifiesNothing, faults.TrustsRenewals, faults.EarlyEnds) = (true, true, 0)), "not verifying broke no invariant in any story");

    [Fact]
    public void Leading_on_the_strength_of_renewals_that_not_everybody_heard_of_is_found_out() =>
        Assert.True(Found(faults => faults.TrustsRenewals = true), "relying on renewals broke no invariant in any story");

    private bool Found(Action<SimFaults> sabotage)
    {
        for (var seed = 20_001; seed <= 20_300; seed++)
        {
            try
            {
                ElectionStory.Run(seed, etcdDefects: true, sabotage);
            }
            catch (SimViolationException e) when (e.Safety)
            {
                output.WriteLine(e.Message);
                return true;
            }
        }
        return false;
    }
}
