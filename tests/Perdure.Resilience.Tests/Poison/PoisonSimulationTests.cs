namespace Perdure.Resilience.Tests.Poison;

/// <summary>The two sides of the matter, over several seeds: what poison costs, and what is wrongly taken for it.</summary>
public sealed class PoisonSimulationTests
{
    private const int Seeds = 8;

    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(3, 1_000)]
    [InlineData(5, 3_000)]
    public void Instances_that_die_by_themselves_get_hardly_anybody_refused(int ailing, double meanMs)
    {
        var (requests, refused, crashes) = (0, 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new PoisonSimulation(seed, 350, 0.1, 200);
            run.Ail(ailing, meanMs);
            run.RunUntil(40_000);
            (requests, refused, crashes) = (requests + run.Requests, refused + run.RefusedInnocent, crashes + run.Crashes);
        }
        Assert.True(crashes > 10 * Seeds);
        if (ailing == 1) Assert.Equal(0, refused);
        Assert.True(refused < requests / 10_000, $"{refused} of {requests} refused, {crashes} crashes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(2_000)]
    public void Service_that_dies_as_a_whole_comes_back_with_all_its_requests(int withinMs)
    {
        var (requests, refused) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new PoisonSimulation(seed, 350, 0.1, 20);
            run.RunUntil(5_000);
            run.DieTogether(withinMs);
            run.RunUntil(20_000);
            (requests, refused) = (requests + run.Requests, refused + run.RefusedInnocent);
        }
        Assert.True(refused < requests / 1_000, $"{refused} of {requests} refused");
    }

    [Fact]
    public void Poison_kills_two_instances_and_then_one_now_and_then()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new PoisonSimulation(seed, 350, 0.1, 200);
            run.Poison(1_000);
            run.RunUntil(15_000);
            // At once two, and one each time that it is tried whether it still kills.
            Assert.InRange(run.KilledByPoison, 2, 4);
            run.RunUntil(120_000);
            Assert.InRange(run.KilledByPoison, 2, 7);
            Assert.InRange(run.RefusedPoison, 60, 200);
            Assert.True(run.RefusedInnocent == 0, $"seed {seed}: {run.RefusedInnocent} innocent");
        }
    }
}
