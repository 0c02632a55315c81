using Perdure.Telemetry.Objectives;

namespace Perdure.Telemetry.Tests.Objectives;

public sealed class BudgetMathTests
{
    [Theory]
    [InlineData(1_000, 1, 0.999, 1)]
    [InlineData(1_000, 0, 0.999, 0)]
    [InlineData(100, 100, 0.999, 1_000)]
    [InlineData(10_000, 144, 0.999, 14.4)]
    [InlineData(100, 5, 0.95, 1)]
    public void Rate_is_the_share_of_bad_ones_by_the_share_that_may_be(long total, long bad, double objective, double rate) =>
        Assert.Equal(rate, BudgetMath.BurnRate(total, bad, objective)!.Value, 6);

    [Theory]
    [InlineData(1_000_000, 0, 1)]
    [InlineData(1_000_000, 250, 0.75)]
    [InlineData(1_000_000, 1_000, 0)]
    [InlineData(1_000_000, 3_000, -2)]
    public void Budget_is_negative_when_it_is_overspent(long total, long bad, double left) => Assert.Equal(left, BudgetMath.Left(total, bad, 0.999), 6);

    [Fact]
    public void Without_requests_nothing_is_known_and_nothing_spent() =>
        Assert.Equal((null, null, 1.0), (BudgetMath.BurnRate(0, 0, 0.99), BudgetMath.Ratio(0, 0), BudgetMath.Left(0, 0, 0.99)));

    // The workbook's table 5-8: what a rate takes of a thirty-day budget in the time that it is measured over.
    [Theory]
    [InlineData(14.4, 1, 0.02)]
    [InlineData(6, 6, 0.05)]
    [InlineData(1, 72, 0.1)]
    public void Rates_of_the_built_in_rules_take_what_the_workbook_says(double rate, int hours, double share) =>
        Assert.Equal(share, rate * hours / TimeSpan.FromDays(30).TotalHours, 6);
}
