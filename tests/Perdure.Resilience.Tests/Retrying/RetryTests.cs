using Perdure.Resilience.Retrying;

namespace Perdure.Resilience.Tests.Retrying;

public sealed class RetryTests
{
    private static readonly RetryRules Rules = new();

    [Theory]
    [InlineData(AttemptCause.Reset)]
    [InlineData(AttemptCause.Timeout)]
    [InlineData(AttemptCause.Status)]
    public void What_may_have_been_executed_is_sent_again_only_when_idempotent(AttemptCause cause)
    {
        Assert.Equal(RetryAction.Retry, RetryDecision.Decide(cause, 503, Rules, idempotent: true, replayable: true, 1).Action);
        var refused = RetryDecision.Decide(cause, 503, Rules, idempotent: false, replayable: true, 1);
        Assert.Equal(RetryAction.GiveUp, refused.Action);
        Assert.Contains("not idempotent", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(RetryAction.GiveUp, RetryDecision.Decide(cause, 503, Rules, true, replayable: false, 1).Action);
        Assert.Equal(RetryAction.GiveUp, RetryDecision.Decide(cause, 503, Rules, true, true, sentAttempts: 3).Action);
        Assert.Equal(RetryAction.GiveUp, RetryDecision.Decide(cause, 503, RetryRules.Off, true, true, 1).Action);
    }

    [Fact]
    public void Connect_failure_goes_on_free_for_any_request_however_many_were_sent()
    {
        Assert.Equal(RetryAction.RetryFree, RetryDecision.Decide(AttemptCause.ConnectFailure, 0, Rules, false, false, 9).Action);
        Assert.Equal(RetryAction.GiveUp, RetryDecision.Decide(AttemptCause.ConnectFailure, 0, RetryRules.Off, false, false, 0).Action);
    }

    [Fact]
    public void Status_outside_the_list_is_passed_on() =>
        Assert.Equal(RetryAction.GiveUp, RetryDecision.Decide(AttemptCause.Status, 501, Rules, true, true, 1).Action);

    [Fact]
    public void Backoff_is_fully_jittered_below_a_clamped_bound()
    {
        Assert.Equal(0, Backoff.DelayMs(1, 25, 250, 0));
        Assert.Equal(25, Backoff.DelayMs(1, 25, 250, ulong.MaxValue));
        Assert.Equal(100, Backoff.DelayMs(3, 25, 250, ulong.MaxValue));
        Assert.Equal(200, Backoff.DelayMs(4, 25, 250, ulong.MaxValue));
        Assert.Equal(250, Backoff.DelayMs(60, 25, 250, ulong.MaxValue));
        Assert.Equal(125, Backoff.DelayMs(60, 25, 250, ulong.MaxValue / 2));
        Assert.Equal(0, Backoff.DelayMs(3, 0, 250, ulong.MaxValue));
    }

    [Fact]
    public void Budget_gives_its_ratio_and_its_minimum()
    {
        var budget = new RetryBudget(new RetryBudgetOptions());
        Assert.Equal(30, TakeAll(budget, 100_000));
        for (var i = 0; i < 1_000; i++) budget.OnRequest(100_100);
        Assert.Equal(200, budget.Left(100_100));
        Assert.Equal(200, TakeAll(budget, 100_100));
        Assert.False(budget.TryTake(105_000));
        Assert.Equal(30, TakeAll(budget, 111_000));
    }

    [Fact]
    public async Task Budget_holds_under_many_threads()
    {
        var budget = new RetryBudget(new RetryBudgetOptions { MinimumPerSecond = 0 });
        for (var i = 0; i < 10_000; i++) budget.OnRequest(50_000);
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
                if (budget.TryTake(50_000))
                    Interlocked.Increment(ref taken);
        })));
        Assert.InRange(taken, 1_990, 2_000);
    }

    private static int TakeAll(RetryBudget budget, long nowMs)
    {
        var taken = 0;
        while (budget.TryTake(nowMs)) taken++;
        return taken;
    }
}
