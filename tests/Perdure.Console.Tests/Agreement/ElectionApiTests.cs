using System.Net;
using System.Text.Json;
using Perdure.Console.Problems;
using Node = Perdure.Console.Tests.Support.Agreement;

namespace Perdure.Console.Tests.Agreement;

public sealed class ElectionApiTests
{
    [Fact]
    public async Task Candidate_alone_leads_at_once()
    {
        await using var node = await Node.StartAsync();

        var standing = await node.CampaignAsync("billing", "a", """,  "value":"http://a" """, "20s");

        Assert.Equal(["election", "candidate", "leader", "token", "lease", "ahead", "ttlSeconds", "node"], Names(standing));
        Assert.Equal("billing", standing.GetProperty("election").GetString());
        Assert.True(standing.GetProperty("leader").GetBoolean());
        Assert.True(standing.GetProperty("token").GetInt64() > 0);
        Assert.Matches("^[0-9a-f]{16}$", Lease(standing));
        Assert.Equal(20, standing.GetProperty("ttlSeconds").GetDouble());
        Assert.Equal("gateway-1", standing.GetProperty("node").GetString());
    }

    [Fact]
    public async Task Candidate_behind_another_leads_with_a_greater_token_when_that_one_resigns()
    {
        await using var node = await Node.StartAsync();
        var first = await node.CampaignAsync("billing", "a");
        var second = await node.CampaignAsync("billing", "b");

        using var resigned = await node.SendAsync("POST", "elections/billing/resign", $$"""{"lease":"{{Lease(first)}}"}""");
        var after = await node.AnswerAsync("POST", "elections/billing/campaign", $$"""{"lease":"{{Lease(second)}}","wait":"20s"}""");

        Assert.False(second.GetProperty("leader").GetBoolean());
        Assert.Equal(1, second.GetProperty("ahead").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, resigned.StatusCode);
        Assert.True(after.GetProperty("leader").GetBoolean());
        Assert.Equal(Lease(second), Lease(after));
        Assert.True(after.GetProperty("token").GetInt64() > first.GetProperty("token").GetInt64());
    }

    [Fact]
    public async Task Campaign_that_waits_is_answered_when_it_leads()
    {
        await using var node = await Node.StartAsync();
        var first = await node.CampaignAsync("billing", "a");
        var waiting = node.CampaignAsync("billing", "b", ""","wait":"60s" """);
        await CandidatesAsync(node, 2);

        using var resigned = await node.SendAsync("POST", "elections/billing/resign", $$"""{"lease":"{{Lease(first)}}"}""");

        Assert.True((await waiting).GetProperty("leader").GetBoolean());
    }

    [Fact]
    public async Task Campaign_whose_wait_is_over_is_told_its_lease()
    {
        await using var node = await Node.StartAsync();
        await node.CampaignAsync("billing", "a");

        var waited = await node.CampaignAsync("billing", "b", ""","wait":"100ms" """);

        Assert.False(waited.GetProperty("leader").GetBoolean());
        Assert.NotEqual(0L, Convert.ToInt64(Lease(waited), 16));
    }

    [Fact]
    public async Task Candidate_that_goes_away_before_it_knows_its_lease_leaves_the_queue()
    {
        await using var node = await Node.StartAsync();
        await node.CampaignAsync("billing", "a");
        using var leaving = new CancellationTokenSource();
        var waiting = node.SendAsync("POST", "elections/billing/campaign", """{"candidate":"b","wait":"60s","ttl":"5m"}""", null, leaving.Token);
        await CandidatesAsync(node, 2);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await CandidatesAsync(node, 1);
    }

    [Fact]
    public async Task Candidate_of_a_name_that_is_there_is_a_conflict()
    {
        await using var node = await Node.StartAsync();
        await node.CampaignAsync("billing", "a");

        await node.ProblemAsync(
            HttpStatusCode.Conflict, ProblemTypes.NameTaken, "POST", "elections/billing/campaign", """{"candidate":"a"}""");
    }

    [Fact]
    public async Task Renewal_says_where_the_candidate_stands()
    {
        await using var node = await Node.StartAsync();
        var first = await node.CampaignAsync("billing", "a");

        var renewed = await node.AnswerAsync("POST", "elections/billing/renew", $$"""{"lease":"{{Lease(first)}}"}""");

        Assert.True(JsonElement.DeepEquals(first, renewed), renewed.ToString());
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("campaign")]
    public async Task Lease_that_is_gone_is_a_conflict(string call)
    {
        await using var node = await Node.StartAsync();

        var detail = await node.ProblemAsync(
            HttpStatusCode.Conflict, ProblemTypes.LeaseGone, "POST", $"elections/billing/{call}", """{"lease":"00000000000000ff"}""");

        Assert.Contains("enter again", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_of_another_election_does_not_stand_in_this_one()
    {
        await using var node = await Node.StartAsync();
        var first = await node.CampaignAsync("billing", "a");
        var body = $$"""{"lease":"{{Lease(first)}}"}""";

        await node.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.LeaseGone, "POST", "elections/mail/renew", body);
        using var resigned = await node.SendAsync("POST", "elections/mail/resign", body);

        Assert.Equal(HttpStatusCode.NoContent, resigned.StatusCode);
        var renewed = await node.AnswerAsync("POST", "elections/billing/renew", body);
        Assert.True(renewed.GetProperty("leader").GetBoolean());
    }

    [Fact]
    public async Task Election_shows_its_leader_and_never_a_lease()
    {
        await using var node = await Node.StartAsync();
        var empty = await node.AnswerAsync("GET", "elections/billing");
        var first = await node.CampaignAsync("billing", "a", ""","value":"http://a" """);
        await node.CampaignAsync("billing", "b");

        var shown = await node.AnswerAsync("GET", "elections/billing");
        var list = await node.AnswerAsync("GET", "elections");

        Assert.Equal(JsonValueKind.Null, empty.GetProperty("leader").ValueKind);
        Assert.Equal(0, empty.GetProperty("revision").GetInt64());
        Assert.Equal(["election", "leader", "revision", "candidates"], Names(shown));
        Assert.Equal(["candidate", "value", "token"], Names(shown.GetProperty("leader")));
        Assert.Equal("http://a", shown.GetProperty("leader").GetProperty("value").GetString());
        Assert.Equal(first.GetProperty("token").GetInt64(), shown.GetProperty("revision").GetInt64());
        Assert.Equal(2, shown.GetProperty("candidates").GetInt32());
        Assert.True(JsonElement.DeepEquals(shown, list.GetProperty("elections")[0]), list.ToString());
    }

    [Fact]
    public async Task Token_is_checked_against_the_leader()
    {
        await using var node = await Node.StartAsync();
        var first = await node.CampaignAsync("billing", "a");
        var second = await node.CampaignAsync("billing", "b");

        var holds = await node.AnswerAsync("GET", $"elections/billing/check?token={first.GetProperty("token")}");

        Assert.True(holds.GetProperty("holds").GetBoolean());
        await node.ProblemAsync(
            HttpStatusCode.Conflict, ProblemTypes.TokenStale, "GET", $"elections/billing/check?token={second.GetProperty("token")}");
    }

    [Theory]
    [InlineData("campaign", "{}", "candidate")]
    [InlineData("campaign", "", "JSON object of candidate, value, ttl, wait, lease")]
    [InlineData("campaign", "null", "JSON object")]
    [InlineData("campaign", "candidate=a", "JSON object")]
    [InlineData("campaign", """{"canditate":"a"}""", "JSON object")]
    [InlineData("campaign", """{"candidate":"a","ttl":10}""", "At $.ttl")]
    [InlineData("campaign", """{"candidate":"a","ttl":"10"}""", "ttl")]
    [InlineData("campaign", """{"candidate":"a","ttl":"1s"}""", "time to live")]
    [InlineData("campaign", """{"candidate":"a","ttl":"6m"}""", "time to live")]
    [InlineData("campaign", """{"candidate":"a","wait":"61s"}""", "wait")]
    [InlineData("campaign", """{"candidate":"a","lease":""}""", "lease")]
    [InlineData("campaign", """{"lease":"12345678901234567"}""", "lease")]
    [InlineData("renew", "{}", "lease: it is missing")]
    [InlineData("renew", """{"lease":"xyz"}""", "lease")]
    [InlineData("resign", """{"lease":"0"}""", "lease")]
    public async Task Body_that_is_wrong_is_refused_and_named(string call, string body, string named)
    {
        await using var node = await Node.StartAsync();

        var detail = await node.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, "POST", $"elections/billing/{call}", body);

        Assert.Contains(named, detail, StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await node.AnswerAsync("GET", "elections")).GetProperty("elections").EnumerateArray());
    }

    [Theory]
    [InlineData("elections/bil%20ling")]
    [InlineData("elections/billing/check")]
    [InlineData("elections/billing/check?token=many")]
    [InlineData("elections/billing?after=x")]
    [InlineData("elections/billing?after=1&wait=2m")]
    public async Task Query_that_is_wrong_is_refused(string path)
    {
        await using var node = await Node.StartAsync();

        await node.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, "GET", path);
    }

    private static Task CandidatesAsync(Node node, int count) => Eventually.Holds(
        async () => (await node.AnswerAsync("GET", "elections/billing")).GetProperty("candidates").GetInt32() == count, $"{count} candidates");

    private static string Lease(JsonElement standing) => standing.GetProperty("lease").GetString()!;

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
