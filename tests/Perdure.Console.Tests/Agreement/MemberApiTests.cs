using System.Net;
using System.Text.Json;
using Perdure.Console.Problems;
using Node = Perdure.Console.Tests.Support.Agreement;

namespace Perdure.Console.Tests.Agreement;

public sealed class MemberApiTests
{
    private const string Lasting = """{"ttl":"5m"}""";

    [Fact]
    public async Task Member_joins_is_seen_renews_and_leaves()
    {
        await using var node = await Node.StartAsync();

        var joined = await node.AnswerAsync("PUT", "members/workers/w1", """{"address":"10.0.0.7:80","zone":"eu-a","ttl":"20s"}""");
        var seen = await node.AnswerAsync("GET", "members/workers");
        var lease = joined.GetProperty("lease").GetString();
        var renewed = await node.AnswerAsync("PUT", "members/workers/w1", $$"""{"lease":"{{lease}}"}""");
        var same = await node.AnswerAsync("GET", "members/workers");
        await node.AnswerAsync("PUT", "members/workers/w1", $$"""{"lease":"{{lease}}","data":"busy"}""");
        var other = await node.AnswerAsync("GET", "members/workers");
        using var left = await node.SendAsync("DELETE", $"members/workers/w1?lease={lease}");
        var none = await node.AnswerAsync("GET", "members/workers");

        Assert.Equal(["group", "id", "lease", "ttlSeconds", "node"], joined.EnumerateObject().Select(member => member.Name));
        Assert.Equal(lease, renewed.GetProperty("lease").GetString());
        var member = seen.GetProperty("members")[0];
        Assert.Equal(["id", "address", "zone", "version", "data"], member.EnumerateObject().Select(part => part.Name));
        Assert.Equal("10.0.0.7:80", member.GetProperty("address").GetString());
        Assert.True(JsonElement.DeepEquals(seen, same), same.ToString());
        Assert.Equal("busy", other.GetProperty("members")[0].GetProperty("data").GetString());
        Assert.NotEqual(seen.GetProperty("digest").GetString(), other.GetProperty("digest").GetString());
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Empty(none.GetProperty("members").EnumerateArray());
    }

    [Fact]
    public async Task Directory_shows_nodes_and_groups()
    {
        await using var node = await Node.StartAsync();
        await node.AnswerAsync("PUT", "members/workers/w1", Lasting);
        await node.AnswerAsync("PUT", "members/workers/w2", Lasting);

        var all = await node.AnswerAsync("GET", "members");

        Assert.Equal(["id", "zone", "region", "version", "admin", "startedAt"], all.GetProperty("nodes")[0].EnumerateObject().Select(part => part.Name));
        Assert.Equal("workers", all.GetProperty("groups")[0].GetProperty("name").GetString());
        Assert.Equal(2, all.GetProperty("groups")[0].GetProperty("members").GetInt32());
    }

    [Fact]
    public async Task Poll_is_answered_when_somebody_joins()
    {
        await using var node = await Node.StartAsync();
        var none = await node.AnswerAsync("GET", "members/workers");
        var polling = node.AnswerAsync("GET", $"members/workers?after={none.GetProperty("digest")}&wait=60s");

        await node.AnswerAsync("PUT", "members/workers/w1", Lasting);

        Assert.Equal("w1", (await polling).GetProperty("members")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Id_that_is_there_and_lease_that_is_gone_are_conflicts()
    {
        await using var node = await Node.StartAsync();
        await node.AnswerAsync("PUT", "members/workers/w1", Lasting);

        await node.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.NameTaken, "PUT", "members/workers/w1", Lasting);
        await node.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.LeaseGone, "PUT", "members/workers/w2", """{"lease":"ff"}""");
    }

    [Theory]
    [InlineData("PUT", "members/work%20ers/w1", "{}")]
    [InlineData("PUT", "members/workers/w%2F1", "{}")]
    [InlineData("PUT", "members/workers/w1", """{"zone":""}""")]
    [InlineData("PUT", "members/workers/w1", """{"ttl":"1s"}""")]
    [InlineData("PUT", "members/workers/w1", "[]")]
    [InlineData("DELETE", "members/workers/w1", null)]
    public async Task Request_that_is_wrong_is_refused(string method, string path, string? body)
    {
        await using var node = await Node.StartAsync();

        await node.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, method, path, body);
    }
}
