using Perdure.Demo.Scenarios;

namespace Perdure.Tests.Demo;

public sealed class DemoScenariosTests
{
    [Fact]
    public void All_are_played_between_steady_load_and_recovery()
    {
        var played = DemoScenarios.Choose(null)!.Value.Select(s => s.Name);
        Assert.Equal(["warm-up", "steady", "overload", "kill", "stop", "slow", "errors", "zone", "dead", "payments", "recovery"], played);
    }

    [Fact]
    public void Chosen_one_is_played_alone() =>
        Assert.Equal(["warm-up", "steady", "zone", "recovery"], DemoScenarios.Choose("zone")!.Value.Select(s => s.Name));

    [Theory]
    [InlineData("")]
    [InlineData("steady")]
    [InlineData("Zone")]
    public void Name_that_is_no_fault_is_refused(string name) => Assert.Null(DemoScenarios.Choose(name));

    [Fact]
    public void Whole_demo_takes_less_than_a_minute_and_a_half() =>
        Assert.InRange(DemoScenarios.Choose(null)!.Value.Sum(s => s.Length.TotalSeconds), 45, 80);
}
