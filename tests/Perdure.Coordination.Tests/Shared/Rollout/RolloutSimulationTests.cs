namespace Perdure.Coordination.Tests.Shared.Rollout;

/// <summary>Whole stories of staged roll-outs by seed; the invariants are in <see cref="RolloutWorld"/>.</summary>
public sealed class RolloutSimulationTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Rollouts_under_random_faults_change_one_node_at_a_time_and_end_all_new_or_all_old()
    {
        var ends = new Dictionary<string, int>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                var end = new RolloutWorld(seed).Run();
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
        // Stories that all end in the same way would prove little.
        Assert.All((string[])["all new", "all old: node", "all old: operator"], end => Assert.True(ends.GetValueOrDefault(end) > Seeds / 50, string.Join(", ", ends)));
    }

    [Fact]
    public void Rollouts_of_a_good_version_without_faults_always_finish()
    {
        for (var seed = 1; seed <= 200; seed++) Assert.Equal("all new", new RolloutWorld(seed, calm: true).Run());
    }
}
