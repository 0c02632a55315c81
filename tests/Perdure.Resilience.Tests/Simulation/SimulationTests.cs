namespace Perdure.Resilience.Tests.Simulation;

public sealed class SimulationTests
{
    // Split so that a failure shows early; set one seed here to replay it.
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(1_000)]
    [InlineData(1_500)]
    public void Invariants_hold_in_every_run(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + 500; seed++)
        {
            try
            {
                new GatewaySimulation(seed).Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }
}
