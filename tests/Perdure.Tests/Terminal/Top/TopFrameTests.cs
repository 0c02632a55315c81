using Perdure.Console.Incidents;
using Perdure.Console.Nodes;
using Perdure.Console.Objectives;
using Perdure.Terminal.Top;

namespace Perdure.Tests.Terminal.Top;

/// <summary>Pictures of <c>perdure top</c> as text: what is in them, and that they fit every screen.</summary>
public sealed class TopFrameTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static TopSample Sample(long atMs, long good, long failed, int instances = 3) => new(
        atMs,
        new NodeStatus
        {
            Node = "gateway-1", System = "shop", State = "ready", Version = "0.1.0", StartedAt = s_now.AddHours(-3), Plan = new PlanStatus(2, s_now, "/etc/perdure.yaml"), Listeners = [],
            Totals = new RequestTotals(good + failed, good, failed, 0),
            Routes = [new RouteStatus { Name = "browse", Service = "catalog", Tier = "standard" }, new RouteStatus { Name = "pay", Service = "payments", Tier = "critical" }],
        },
        [new ServiceStatus { Name = "catalog", Protocol = "auto", Balancing = "two-choices", Instances = [.. Enumerable.Range(1, instances).Select(Instance)] }],
        new RouteCountList(RouteCountList.Bounds, [Counts("browse", 0, 0), Counts("pay", good, failed)]),
        [new ObjectiveStatus { Route = "pay", Objective = 0.999, WindowDays = 30, Good = good, Total = good + failed, BudgetLeft = -1.5, Burn = new Dictionary<string, double?> { ["1h"] = 20 } }],
        Array.Empty<IncidentSummary>());

    private static InstanceStatus Instance(int number) => new()
    {
        Id = $"catalog-{number}", Url = "http://127.0.0.1:1", State = number == 3 ? "ejected" : "available", Why = number == 3 ? "5 failures\nin a row \e[31m" : "", Since = s_now.AddMinutes(-2),
        Breaker = new BreakerStatus("closed", "automatic", s_now), RequestsPerSecond = 12, P50Ms = 3, P99Ms = 40,
    };

    private static RouteCounts Counts(string name, long good, long failed)
    {
        var times = new long[RouteCountList.Bounds.Count + 1];
        times[7] = good + failed;
        return new RouteCounts { Name = name, Good = good, Failed = failed, Times = times };
    }

    private static IReadOnlyList<string> Draw(int width, int height, int instances = 3, string? problem = null) => TopFrame.Lines(
        new TopView(Sample(3_000, 290, 10, instances), Sample(1_000, 100, 0, instances), s_now) { Live = true, Interval = TimeSpan.FromSeconds(1), Problem = problem, Since = s_now }, width, height, colours: false);

    [Theory]
    [InlineData(80, 24, 3)]
    [InlineData(200, 50, 3)]
    [InlineData(80, 24, 2_000)]
    [InlineData(40, 10, 50)]
    [InlineData(133, 11, 5)]
    public void Picture_fits_its_screen(int width, int height, int instances)
    {
        var lines = Draw(width, height, instances);

        Assert.InRange(lines.Count, 1, height);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public void Trouble_comes_first_in_words_and_numbers_are_of_the_time_between()
    {
        var lines = Draw(200, 50);
        var routes = lines.SkipWhile(line => !line.StartsWith("ROUTE", StringComparison.Ordinal)).Skip(1).ToList();
        var instances = lines.SkipWhile(line => !line.StartsWith("INSTANCE", StringComparison.Ordinal)).Skip(1).ToList();

        Assert.Contains("shop  node gateway-1  ready  up 3h00m", lines[0], StringComparison.Ordinal);
        Assert.Contains("requests 100/s, errors 5.0%  incidents none open  alerts none firing", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^pay +payments +100 +5\.0% +99\.\d|^pay +payments +100 +5\.0% +100 +-150% overspent +20\.0x", routes[0]);
        Assert.StartsWith("browse", routes[1], StringComparison.Ordinal);
        Assert.Matches("^catalog/catalog-3 +ejected +closed .* 5 failures in a row", instances[0]);
        Assert.DoesNotContain("ZONE", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_room_is_counted()
    {
        var text = string.Join('\n', Draw(80, 24, 2_000));

        Assert.Matches("… 19[0-9]+ more instances, all well", text);
        Assert.Contains("ejected", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_that_does_not_answer_is_said_so_with_the_last_picture() =>
        Assert.Matches("^shop  node gateway-1  not answering since .*: nothing within 3s", Draw(120, 24, problem: "nothing within 3s")[0]);

    [Fact]
    public void Restarted_node_has_no_rates_yet()
    {
        var before = Sample(1_000, 100, 0);
        before = before with { Node = before.Node with { StartedAt = s_now.AddHours(-9) } };

        Assert.Null(TopRates.Of(Sample(3_000, 1, 0), before));
        Assert.Null(TopRates.Of(Sample(3_000, 1, 0), null));
    }
}
