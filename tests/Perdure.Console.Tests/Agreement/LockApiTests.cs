using System.Net;
using System.Text.Json;
using Perdure.Console.Problems;
using Node = Perdure.Console.Tests.Support.Agreement;

namespace Perdure.Console.Tests.Agreement;

public sealed class LockApiTests
{
    [Fact]
    public async Task Lock_is_held_by_one_and_goes_to_the_next_when_it_is_released()
    {
        await using var node = await Node.StartAsync();
        var first = await AcquireAsync(node, """{"owner":"a","ttl":"20s"}""");
        var second = await AcquireAsync(node, """{"owner":"b","wait":"50ms","ttl":"5m"}""");

        using var released = await node.SendAsync("POST", "locks/report/release", $$"""{"lease":"{{Lease(first)}}"}""");
        var after = await AcquireAsync(node, $$"""{"lease":"{{Lease(second)}}","wait":"20s"}""");

        Assert.Equal(
            ["lock", "owner", "held", "token", "lease", "ahead", "ttlSeconds", "node"],
            first.EnumerateObject().Select(member => member.Name));
        Assert.True(first.GetProperty("held").GetBoolean());
        Assert.False(second.GetProperty("held").GetBoolean());
        Assert.Equal(1, second.GetProperty("ahead").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        Assert.True(after.GetProperty("held").GetBoolean());
        Assert.Equal("b", after.GetProperty("owner").GetString());
        Assert.True(after.GetProperty("token").GetInt64() > first.GetProperty("token").GetInt64());
    }

    [Fact]
    public async Task Lock_shows_its_holder_and_how_many_wait()
    {
        await using var node = await Node.StartAsync();
        var free = await node.AnswerAsync("GET", "locks/report");
        var first = await AcquireAsync(node, """{"owner":"a","ttl":"5m"}""");
        await AcquireAsync(node, """{"owner":"b","ttl":"5m"}""");

        var held = await node.AnswerAsync("GET", "locks/report");
        var list = await node.AnswerAsync("GET", "locks");

        Assert.Equal(JsonValueKind.Null, free.GetProperty("owner").ValueKind);
        Assert.Equal(["lock", "owner", "token", "waiting"], held.EnumerateObject().Select(member => member.Name));
        Assert.Equal("a", held.GetProperty("owner").GetString());
        Assert.Equal(first.GetProperty("token").GetInt64(), held.GetProperty("token").GetInt64());
        Assert.Equal(1, held.GetProperty("waiting").GetInt32());
        Assert.True(JsonElement.DeepEquals(held, list.GetProperty("locks")[0]), list.ToString());
    }

    [Fact]
    public async Task Token_is_checked_against_the_holder()
    {
        await using var node = await Node.StartAsync();
        var first = await AcquireAsync(node, """{"owner":"a","ttl":"5m"}""");

        var renewed = await node.AnswerAsync("POST", "locks/report/renew", $$"""{"lease":"{{Lease(first)}}"}""");
        var holds = await node.AnswerAsync("GET", $"locks/report/check?token={renewed.GetProperty("token")}");

        Assert.True(holds.GetProperty("holds").GetBoolean());
        await node.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.TokenStale, "GET", "locks/report/check?token=999999");
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("acquire")]
    public async Task Lease_that_is_gone_is_a_conflict(string call)
    {
        await using var node = await Node.StartAsync();

        await node.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.LeaseGone, "POST", $"locks/report/{call}", """{"lease":"ff"}""");
    }

    [Theory]
    [InlineData("acquire", "{}")]
    [InlineData("acquire", """{"owner":"a","wait":"2m"}""")]
    [InlineData("acquire", """{"owner":"a","ttl":"0s"}""")]
    [InlineData("acquire", """{"candidate":"a"}""")]
    [InlineData("release", "{}")]
    public async Task Body_that_is_wrong_is_refused(string call, string body)
    {
        await using var node = await Node.StartAsync();

        await node.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, "POST", $"locks/report/{call}", body);
    }

    private static Task<JsonElement> AcquireAsync(Node node, string body) => node.AnswerAsync("POST", "locks/report/acquire", body);

    private static string Lease(JsonElement standing) => standing.GetProperty("lease").GetString()!;
}
