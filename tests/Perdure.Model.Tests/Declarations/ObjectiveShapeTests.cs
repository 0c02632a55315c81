namespace Perdure.Model.Tests.Declarations;

public sealed class ObjectiveShapeTests
{
    private static ObjectiveModel Objective(string text) => SystemFile.Model(SystemFile.WithRouteKey("objective: " + text)).Routes[0].Objective!;

    [Fact]
    public void Nothing_written_is_three_nines_over_thirty_days_whatever_the_latency() =>
        Assert.Equal(new ObjectiveModel { Availability = 0.999, Latency = null, Window = TimeSpan.FromDays(30) }, Objective("{}"));

    [Fact]
    public void Everything_written_is_taken() => Assert.Equal(
        new ObjectiveModel { Availability = 0.9995, Latency = new LatencyObjectiveModel { Within = TimeSpan.FromMilliseconds(250), Share = 0.95 }, Window = TimeSpan.FromDays(7) },
        Objective("{ availability: 99.95%, latency: { within: 250ms, share: 95% }, window: 7d }"));

    [Theory]
    [InlineData("1h", 1)]
    [InlineData("36h", 36)]
    [InlineData("90d", 90 * 24)]
    public void Window_is_in_days_or_like_any_duration(string text, int hours) => Assert.Equal(TimeSpan.FromHours(hours), Objective($"{{ window: {text} }}").Window);

    [Theory]
    [InlineData("{ availability: 100% }", "expected a percentage from 50% to 99.999%, found 100%; all of them leaves no budget for anything, also not for deployments")]
    [InlineData("{ availability: 0.999 }", "expected a percentage from 50% to 99.999%, found 0.999; write it like 99.9%")]
    [InlineData("{ availability: 10% }", "expected a percentage from 50% to 99.999%, found 10%")]
    [InlineData("{ window: 91d }", "expected a duration from 1h to 90d, found 91d; write it like 30d or 12h")]
    [InlineData("{ window: 30m }", "expected a duration from 1h to 90d, found 30m")]
    [InlineData("{ window: d }", "expected a duration from 1h to 90d, found d; write it like 30d or 12h")]
    [InlineData("{ latency: {} }", "expected a duration from 1ms to 10s, found nothing; add within: it is required")]
    public void What_cannot_be_is_told(string text, string says) =>
        Assert.Contains(says, Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.WithRouteKey("objective: " + text)))).Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void Time_between_two_buckets_is_a_warning_that_names_them()
    {
        var says = Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.WithRouteKey("objective: { latency: { within: 300ms } }"))));

        Assert.Contains("warning: routes[0].objective.latency.within: times are counted in buckets, and no bucket ends at 300ms: it is measured as 250ms; write 250ms or 500ms; buckets end at 1ms, 2ms500us, 5ms,", says, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(250), new LatencyObjectiveModel { Within = TimeSpan.FromMilliseconds(300) }.Measured);
    }

    [Theory]
    [InlineData("{ signal: budget-burn, above: 3, over: 2h }", "expected 1h, 6h or 72h for budget-burn, found 2h")]
    [InlineData("{ signal: error-ratio, above: 3%, over: 2h }", "expected at most 1h for error-ratio, found 2h")]
    [InlineData("{ signal: budget-burn, above: 3, route: all }", "the route \"all\" has no objective, so no budget that could burn; give it one: objective: { availability: 99.9% }")]
    [InlineData("{ signal: budget-burn, above: 3, service: a }", "budget-burn is not of a service; write route")]
    public void Rule_about_a_budget_that_cannot_be_is_told(string expr, string says) =>
        Assert.Contains(says, Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.WithKey($"alerts:\n  - {{ alert: R, expr: {expr} }}")))), StringComparison.Ordinal);

    [Fact]
    public void Rule_about_a_budget_looks_at_an_hour_unless_it_says_otherwise()
    {
        var rule = SystemFile.Model(SystemFile.WithKey("alerts:\n  - { alert: R, expr: { signal: budget-burn, above: 14.4 } }")).Alerts.Single(rule => rule.Name == "R");

        Assert.Equal("budget-burn above 14.4 over 1h", rule.Expression!.ToString());
    }
}
