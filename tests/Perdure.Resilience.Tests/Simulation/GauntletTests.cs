namespace Perdure.Resilience.Tests.Simulation;

/// <summary>
/// The failure gauntlet on the pool alone, with default options and clients that wait a second: what may be lost in the five seconds of the fault, on average
/// of a few seeds.
/// </summary>
public sealed class GauntletTests
{
    private const int Seeds = 6;

    [Theory]
    [InlineData("kill one (G1)", (int)Behaviour.Crashed, 1, 0, 1)]
    [InlineData("hang one (G2)", (int)Behaviour.Hung, 1, 4, 1)]
    [InlineData("slow one (G3)", (int)Behaviour.Slow, 1, 2, 1)]
    [InlineData("brownout of one (G4)", (int)Behaviour.BrownOut, 1, 0, 2.5)]
    [InlineData("kill four (G6)", (int)Behaviour.Crashed, 4, 0, 1.5)]
    [InlineData("hang four", (int)Behaviour.Hung, 4, 25, 4)]
    [InlineData("resets from one (G9, G10)", (int)Behaviour.Resetting, 1, 0, 3)]
    public void Loss_is_what_was_in_flight_and_little_more(string fault, int behaviour, int victims, double gets, double posts)
    {
        var (lostGets, lostPosts, afterwards) = (0, 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new FaultSimulation(seed, SimulatedLoad.Gauntlet);
            run.RunUntil(3_000);
            foreach (var host in run.Hosts[..victims]) host.Behaviour = (Behaviour)behaviour;
            run.RunUntil(8_000);
            foreach (var host in run.Hosts) host.Behaviour = Behaviour.Good;
            (lostGets, lostPosts) = (lostGets + run.LostGets, lostPosts + run.LostPosts);
            run.Forget();
            run.RunUntil(12_000);
            afterwards += run.Lost;
        }
        Assert.True(lostGets <= gets * Seeds, $"{fault}: {lostGets} GETs lost in {Seeds} runs");
        Assert.True(lostPosts <= posts * Seeds, $"{fault}: {lostPosts} POSTs lost in {Seeds} runs");
        Assert.True(afterwards <= Seeds / 2, $"{fault}: {afterwards} lost after it in {Seeds} runs");
    }

    [Fact]
    public void Flapping_exposes_less_with_each_cycle()
    {
        var exposed = new int[3];
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new FaultSimulation(seed, SimulatedLoad.Gauntlet);
            for (var cycle = 0; cycle < exposed.Length; cycle++)
            {
                run.RunUntil(3_000 + (4_000 * cycle));
                var before = run.Sent[0];
                run.Hosts[0].Behaviour = Behaviour.Failing;
                run.RunUntil(5_000 + (4_000 * cycle));
                exposed[cycle] += run.Sent[0] - before;
                run.Hosts[0].Behaviour = Behaviour.Good;
            }
            Assert.Equal(0, run.LostGets);
        }
        Assert.True(exposed[0] > exposed[1] && exposed[1] > exposed[2], string.Join(" ", exposed));
        Assert.True(exposed[0] <= 8 * Seeds, string.Join(" ", exposed));
    }
}
