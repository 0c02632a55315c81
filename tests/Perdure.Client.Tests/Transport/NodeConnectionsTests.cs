using Perdure.Client.Tests.Support;
using Perdure.Client.Transport;

namespace Perdure.Client.Tests.Transport;

public sealed class NodeConnectionsTests
{
    private static readonly NodeCall Get = new() { Method = HttpMethod.Get, Path = "/api/v1/elections/billing" };
    private static readonly NodeCall Enter = new() { Method = HttpMethod.Post, Path = "/api/v1/elections/billing/campaign", Body = [], Repeatable = false };

    [Fact]
    public async Task Node_that_cannot_be_reached_is_passed_over_and_the_one_that_answers_is_remembered()
    {
        using var nodes = new FakeNodes(request => request.RequestUri!.Host == "a" ? throw FakeNodes.Refused() : FakeNodes.Json("{}"));
        using var connections = Connect(nodes);

        await SendAsync(connections, Get);
        await SendAsync(connections, Get);

        Assert.Equal(["GET a", "GET b", "GET b"], nodes.Asked);
    }

    [Theory]
    [InlineData("store-lost")]
    [InlineData("stopping")]
    public async Task Node_that_did_nothing_is_passed_over_even_with_what_may_be_done_only_once(string type)
    {
        using var nodes = new FakeNodes(request => request.RequestUri!.Host == "a" ? FakeNodes.Problem(503, type) : FakeNodes.Json("{}"));
        using var connections = Connect(nodes);

        await SendAsync(connections, Enter);

        Assert.Equal(["POST a", "POST b"], nodes.Asked);
    }

    [Fact]
    public async Task What_may_be_done_only_once_is_not_sent_again_when_it_may_have_been_done()
    {
        using var nodes = new FakeNodes(_ => throw FakeNodes.Broken());
        using var connections = Connect(nodes);

        var failed = await Assert.ThrowsAsync<PerdureException>(() => SendAsync(connections, Enter));

        Assert.Equal(PerdureFailure.UnknownOutcome, failed.Failure);
        Assert.Single(nodes.Asked);
    }

    [Fact]
    public async Task What_may_be_repeated_goes_to_each_node_once()
    {
        using var nodes = new FakeNodes(_ => throw FakeNodes.Broken());
        using var connections = Connect(nodes);

        var failed = await Assert.ThrowsAsync<PerdureException>(() => SendAsync(connections, Get));

        Assert.True(failed.IsTransient);
        Assert.Equal(["GET a", "GET b", "GET c"], nodes.Asked);
    }

    [Theory]
    [InlineData(401, "unauthenticated", PerdureFailure.Refused)]
    [InlineData(409, "lease-gone", PerdureFailure.Lost)]
    [InlineData(400, "invalid", PerdureFailure.Invalid)]
    public async Task Answer_that_every_node_would_give_is_taken_from_the_first(int status, string type, PerdureFailure failure)
    {
        using var nodes = new FakeNodes(_ => FakeNodes.Problem(status, type));
        using var connections = Connect(nodes);

        var failed = await Assert.ThrowsAsync<PerdureException>(() => SendAsync(connections, Get));

        Assert.Equal((failure, status, "urn:perdure:problem:" + type), (failed.Failure, failed.Status, failed.ProblemType));
        Assert.Contains("what to do", failed.Message, StringComparison.Ordinal);
        Assert.Single(nodes.Asked);
    }

    [Fact]
    public async Task Node_that_does_not_answer_in_time_is_passed_over()
    {
        var time = new ManualTime();
        using var nodes = new FakeNodes(async (request, cancel) =>
        {
            if (request.RequestUri!.Host == "a")
            {
                time.Advance(TimeSpan.FromMilliseconds(51));
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
            }

            return FakeNodes.Json("{}");
        });
        using var connections = Connect(nodes, time);

        await SendAsync(connections, Get with { Timeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(["GET a", "GET b"], nodes.Asked);
    }

    [Fact]
    public async Task Caller_that_gives_up_is_told_so_and_no_other_node_is_asked()
    {
        using var gone = new CancellationTokenSource();
        using var nodes = new FakeNodes(async (_, cancel) =>
        {
            await gone.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return FakeNodes.Json("{}");
        });
        using var connections = Connect(nodes);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connections.SendAsync(Get, ClientJson.Default.StandingWire, gone.Token));

        Assert.Single(nodes.Asked);
    }

    [Fact]
    public async Task Answer_of_something_else_says_that_it_is_no_node()
    {
        using var nodes = new FakeNodes(_ => FakeNodes.Json("[1]"));
        using var connections = Connect(nodes);

        var failed = await Assert.ThrowsAsync<PerdureException>(() => SendAsync(connections, Get));

        Assert.Equal(PerdureFailure.Unexpected, failed.Failure);
        Assert.Contains("admin address", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_sent_and_never_shown()
    {
        using var nodes = new FakeNodes(_ => FakeNodes.Json("{}"));
        var options = new PerdureClientOptions { Nodes = [new Uri("http://a")], Token = "top-secret", Handler = nodes };
        using var connections = new NodeConnections(options);

        await SendAsync(connections, Get);

        Assert.Equal("Bearer top-secret", Assert.Single(nodes.Tokens)!.ToString());
        Assert.DoesNotContain("top-secret", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gateway-1:9090")]
    [InlineData("ftp://gateway-1")]
    public void Address_that_is_none_is_refused(string address) => Assert.Throws<ArgumentException>(() => new PerdureClient(
        new PerdureClientOptions { Nodes = address.Length == 0 ? [] : [new Uri(address, UriKind.RelativeOrAbsolute)] }));

    [Fact]
    public void Token_that_cannot_be_sent_is_refused() => Assert.Throws<ArgumentException>(() => new PerdureClient(
        new PerdureClientOptions { Nodes = [new Uri("http://a")], Token = "a\nb" }));

    // Its time does not pass unless a test moves it: nothing here is late by itself.
    private static NodeConnections Connect(FakeNodes nodes, ManualTime? time = null) => new(new PerdureClientOptions
    {
        Nodes = [new Uri("http://a"), new Uri("http://b"), new Uri("http://c")], Handler = nodes, Clock = time ?? new ManualTime(),
    });

    private static Task SendAsync(NodeConnections connections, NodeCall call) =>
        connections.SendAsync(call, ClientJson.Default.StandingWire, CancellationToken.None);
}
