using Perdure.Telemetry.Tracing;

namespace Perdure.Telemetry.Tests.Tracing;

public sealed class KeepBudgetTests
{
    [Fact]
    public void So_many_are_kept_in_each_second_and_no_more()
    {
        var budget = new KeepBudget();

        Assert.Equal(KeepBudget.PerSecond, Enumerable.Range(0, 5_000).Count(_ => budget.TryTake(1_500_000)));
        Assert.False(budget.TryTake(1_999_999));
        Assert.Equal(KeepBudget.PerSecond, Enumerable.Range(0, 5_000).Count(_ => budget.TryTake(2_000_000)));
    }
}
