using Perdure.Demo.Promises;
using Perdure.Demo.Scenarios;
using Perdure.Demo.Traffic;
using Perdure.Load;

namespace Perdure.Tests.Demo;

public sealed class DemoPromisesTests
{
    private static readonly PaymentAudit AllPaidOnce = new(Executed: 100, Twice: 0, Lost: 0) { Accepted = 100, Deferred = 40 };

    [Fact]
    public void Perfect_run_keeps_every_promise()
    {
        var results = DemoPromises.Judge(Run(), AllPaidOnce);
        Assert.Equal(15, results.Count);
        Assert.All(results, r => Assert.True(r.Held, r.Text));
    }

    [Fact]
    public void Only_what_was_played_is_judged()
    {
        var results = DemoPromises.Judge([.. Run().Where(r => r.Scenario.Name is "steady" or "kill")], AllPaidOnce);
        Assert.Equal(3, results.Count);
    }

    [Theory]
    [InlineData("kill", PhasePart.Onset, 1, true)]
    [InlineData("kill", PhasePart.Rest, 1, true)]
    [InlineData("stop", PhasePart.Onset, 1, true)]
    [InlineData("slow", PhasePart.Rest, 1, true)]
    [InlineData("errors", PhasePart.Onset, 5, false)]
    [InlineData("errors", PhasePart.Rest, 1, true)]
    [InlineData("zone", PhasePart.Onset, 2, false)]
    [InlineData("zone", PhasePart.Onset, 3, true)]
    [InlineData("overload", PhasePart.Rest, 2, false)]
    [InlineData("overload", PhasePart.Rest, 3, true)]
    [InlineData("dead", PhasePart.Onset, 1, true)]
    [InlineData("recovery", PhasePart.Onset, 5, false)]
    [InlineData("recovery", PhasePart.Rest, 1, true)]
    [InlineData("steady", PhasePart.Whole, 1, false)]
    public void Failed_GETs_break_the_promise_of_their_scenario(string scenario, PhasePart part, int failed, bool breaks)
    {
        var rows = Run().Select(r => r.Scenario.Name == scenario && r.Part == part ? r with { Get = Report(1000, failed) } : r);
        Assert.Equal(breaks ? 1 : 0, DemoPromises.Judge([.. rows], AllPaidOnce).Count(r => !r.Held));
    }

    [Fact]
    public void GET_without_an_answer_counts_as_failed()
    {
        var unanswered = Report(1000, 0) with { Good = 999 };
        var rows = Run().Select(r => r.Scenario.Name == "kill" && r.Part == PhasePart.Rest ? r with { Get = unanswered } : r);
        Assert.Single(DemoPromises.Judge([.. rows], AllPaidOnce), r => !r.Held);
    }

    [Fact]
    public void Failed_POST_breaks_the_recovery_and_what_is_promised_of_dead_payments()
    {
        var rows = Run().Select(r => r with { Post = Report(100, 1) });
        var broken = DemoPromises.Judge([.. rows], AllPaidOnce).Where(r => !r.Held).Select(r => r.Text.Split(':')[0]);
        Assert.Equal(["payments dead for 10 s", "recovery"], broken);
    }

    [Theory]
    [InlineData(20, 99, true)]
    [InlineData(20, 101, false)]
    [InlineData(80, 159, true)]
    [InlineData(80, 161, false)]
    public void P99_after_a_hang_is_normal_up_to_twice_the_steady_one_or_100_ms(double steadyMs, double restMs, bool held)
    {
        var rows = Run().Select(r => r.Scenario.Name switch
        {
            "steady" => r with { Get = r.Get with { P99Ms = steadyMs } },
            "stop" => r with { Get = r.Get with { P99Ms = r.Part == PhasePart.Rest ? restMs : 1000 } },
            _ => r,
        });
        Assert.Equal(held, DemoPromises.Judge([.. rows], AllPaidOnce).Single(r => r.Text.Contains("p99", StringComparison.Ordinal)).Held);
    }

    [Theory]
    [InlineData(500, 10, true)]
    [InlineData(0, 10, false)]
    [InlineData(2000, 10, false)]
    [InlineData(500, 51, false)]
    public void Crowd_must_be_served_in_part_and_the_rest_told_at_once(long served, double p50Ms, bool held)
    {
        var rows = Run().Select(r => r.Crowd is { } crowd ? r with { Crowd = crowd with { Good = served, P50Ms = p50Ms } } : r);
        Assert.Equal(held ? 0 : 1, DemoPromises.Judge([.. rows], AllPaidOnce).Count(r => !r.Held));
    }

    [Theory]
    [InlineData(0, 15, false)]
    [InlineData(100, 201, false)]
    [InlineData(100, 199, true)]
    public void Dead_recommendations_are_replaced_by_marked_fallbacks_without_a_wait(long fallbacks, double p99Ms, bool held)
    {
        var rows = Run().Select(r => r.Scenario.Name == "dead" ? r with { Fallbacks = fallbacks, Get = r.Get with { P99Ms = p99Ms } } : r);
        Assert.Equal(held ? 0 : 1, DemoPromises.Judge([.. rows], AllPaidOnce).Count(r => !r.Held));
    }

    [Theory]
    [InlineData(0, 0, 40, true)]
    [InlineData(1, 0, 40, false)]
    [InlineData(0, 1, 40, false)]
    [InlineData(0, 0, 0, false)]
    public void Payments_accepted_while_nobody_executes_them_must_be_there_once(int lost, int twice, int deferred, bool held)
    {
        var audit = AllPaidOnce with { Lost = lost, Twice = twice, Deferred = deferred };
        var promise = DemoPromises.Judge(Run(), audit).Single(r => r.Text.Contains("exactly once", StringComparison.Ordinal));
        Assert.Equal(held, promise.Held);
        Assert.Contains($"{deferred} for later; {lost} missing, {twice} twice", promise.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Phase_in_which_nothing_was_sent_proves_nothing()
    {
        var rows = Run().Select(r => r.Scenario.Name == "kill" ? r with { Get = Report(0, 0) } : r);
        Assert.Single(DemoPromises.Judge([.. rows], AllPaidOnce), r => !r.Held);
    }

    [Fact]
    public void Payments_are_counted_over_all_ledgers()
    {
        var audit = PaymentAudit.Of(["a", "b", "c", "b", "d"], acknowledged: ["a", "b", "x"]);
        Assert.Equal(new PaymentAudit(Executed: 4, Twice: 1, Lost: 1) { Accepted = 3 }, audit);
        Assert.Equal(2, DemoPromises.Judge([], audit).Count(r => !r.Held));
    }

    private static IReadOnlyList<PhaseRow> Run() =>
    [
        .. from scenario in DemoScenarios.Choose(null)!.Value
           from part in scenario.HasOnset ? new[] { PhasePart.Onset, PhasePart.Rest } : [PhasePart.Whole]
           select new PhaseRow(scenario, part, Report(1000, 0), Report(100, 0))
           {
               Crowd = scenario.Fault == DemoFault.Crowd ? Report(3000, 2500) : null, Fallbacks = scenario.Name == "dead" ? 100 : 0,
           },
    ];

    private static PhaseReport Report(long sent, long failed) => new()
    {
        Name = "x", Sent = sent, Good = sent - failed, Failed = failed, P50Ms = 5, P99Ms = 15, P999Ms = 20, MaxMs = 30, MaxLatenessMs = 1, Seconds = 5,
        Reasons = new Dictionary<string, long>(),
    };
}
