using System.Net;
using Perdure.Console.Agreement;
using Perdure.Console.Problems;
using Node = Perdure.Console.Tests.Support.Agreement;

namespace Perdure.Console.Tests.Agreement;

public sealed class LongPollTests
{
    [Fact]
    public async Task Poll_is_answered_at_once_when_what_the_client_knows_is_old()
    {
        await using var node = await Node.StartAsync();
        var leader = await node.CampaignAsync("billing", "a");

        var polled = await node.AnswerAsync("GET", "elections/billing?after=0&wait=60s");

        Assert.Equal(leader.GetProperty("token").GetInt64(), polled.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Poll_is_answered_with_the_change()
    {
        await using var node = await Node.StartAsync();
        var polling = node.AnswerAsync("GET", "elections/billing?after=0&wait=60s");

        await node.CampaignAsync("billing", "a");

        Assert.Equal("a", (await polling).GetProperty("leader").GetProperty("candidate").GetString());
    }

    [Fact]
    public async Task Poll_whose_time_is_over_is_answered_with_what_there_is()
    {
        await using var node = await Node.StartAsync();

        var polled = await node.AnswerAsync("GET", "elections/billing?after=0&wait=100ms");

        Assert.Equal(0, polled.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Waiting_is_bounded_and_asking_without_is_not()
    {
        var slots = new WaitSlots(1);
        await using var node = await Node.StartAsync(new AgreementLimits { Waiting = slots });
        using var leaving = new CancellationTokenSource();
        var first = node.SendAsync("GET", "elections/billing?after=0&wait=60s", cancellationToken: leaving.Token);
        await Eventually.Holds(() => slots.Taken == 1, "the first waits");

        var detail = await node.ProblemAsync(
            HttpStatusCode.ServiceUnavailable, ProblemTypes.TooManyWaiting, "POST", "elections/billing/campaign", """{"candidate":"a","wait":"1s"}""");
        await node.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.TooManyWaiting, "GET", "elections/mail?after=0&wait=1s");
        await node.AnswerAsync("GET", "elections/billing");

        Assert.Contains("without wait", detail, StringComparison.Ordinal);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Eventually.Holds(() => slots.Taken == 0, "the place is given back");
    }

    [Fact]
    public async Task Node_that_stops_sends_those_that_wait_to_another()
    {
        var slots = new WaitSlots(2);
        await using var node = await Node.StartAsync(new AgreementLimits { Waiting = slots });
        await node.CampaignAsync("billing", "a");
        var entered = node.CampaignAsync("billing", "b", ""","wait":"60s" """);
        await Eventually.Holds(
            async () => (await node.AnswerAsync("GET", "elections/billing")).GetProperty("candidates").GetInt32() == 2, "b waits");
        var polling = node.SendAsync("GET", "elections/mail?after=0&wait=60s");
        await Eventually.Holds(() => slots.Taken == 2, "both wait");

        await node.Server.StopAsync(CancellationToken.None);

        Assert.False((await entered).GetProperty("leader").GetBoolean());
        using var polled = await polling;
        await Support.ProblemAssert.IsAsync(polled, HttpStatusCode.ServiceUnavailable, ProblemTypes.Stopping);
    }
}
