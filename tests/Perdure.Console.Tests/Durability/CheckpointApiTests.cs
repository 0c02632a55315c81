using System.Net;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Durability;

public sealed class CheckpointApiTests
{
    [Fact]
    public async Task Checkpoint_is_written_read_and_written_on_the_condition_of_its_etag()
    {
        await using var api = await DurableApi.StartAsync();

        using var first = await api.SendAsync("PUT", "checkpoints/import", [1, 2, 255], null, ("If-None-Match", "*"));
        using var taken = await api.SendAsync("PUT", "checkpoints/import", "x", null, ("If-None-Match", "*"));
        using var second = await api.SendAsync("PUT", "checkpoints/import", "two", null, ("If-Match", first.Headers.ETag!.Tag));
        using var late = await api.SendAsync("PUT", "checkpoints/import", "x", null, ("If-Match", first.Headers.ETag!.Tag));
        using var read = await api.SendAsync("GET", "checkpoints/import");
        using var before = await api.SendAsync("GET", $"checkpoints/import?etag={first.Headers.ETag!.Tag.Trim('"')}");
        using var same = await api.SendAsync("GET", "checkpoints/import", (string?)null, null, ("If-None-Match", second.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        await ProblemAssert.IsAsync(taken, HttpStatusCode.PreconditionFailed, ProblemTypes.PreconditionFailed);
        Assert.Equal(first.Headers.ETag, taken.Headers.ETag);
        await ProblemAssert.IsAsync(late, HttpStatusCode.PreconditionFailed, ProblemTypes.PreconditionFailed);
        Assert.Equal(("two", second.Headers.ETag), (await read.Content.ReadAsStringAsync(), read.Headers.ETag));
        Assert.Equal([1, 2, 255], await before.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task Holder_before_is_fenced_off_also_after_a_deletion()
    {
        await using var api = await DurableApi.StartAsync();
        using var written = await api.SendAsync("PUT", "checkpoints/import", "x", null, ("Fencing-Token", "7"));
        using var stale = await api.SendAsync("PUT", "checkpoints/import", "y", null, ("Fencing-Token", "6"));
        using var read = await api.SendAsync("GET", "checkpoints/import");
        using var deleted = await api.SendAsync("DELETE", "checkpoints/import", (string?)null, null, ("Fencing-Token", "8"));
        using var later = await api.SendAsync("PUT", "checkpoints/import", "z", null, ("Fencing-Token", "7"));

        Assert.Equal("7", read.Headers.GetValues("Fencing-Token").Single());
        Assert.Contains("token 7", await ProblemAssert.IsAsync(stale, HttpStatusCode.Conflict, ProblemTypes.Fenced), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ProblemAssert.IsAsync(later, HttpStatusCode.Conflict, ProblemTypes.Fenced);
        await api.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.UnknownCheckpoint, "GET", "checkpoints/import");
    }

    [Fact]
    public async Task History_is_newest_first_and_the_list_is_by_name()
    {
        await using var api = await DurableApi.StartAsync();
        foreach (var (job, text) in new[] { ("b", "1"), ("a", "22"), ("a", "333") })
            (await api.SendAsync("PUT", $"checkpoints/{job}", text)).Dispose();

        var history = await api.AnswerAsync(HttpStatusCode.OK, "GET", "checkpoints/a/history");
        var list = await api.AnswerAsync(HttpStatusCode.OK, "GET", "checkpoints");
        var rest = await api.AnswerAsync(HttpStatusCode.OK, "GET", "checkpoints?after=a");

        Assert.Equal([3, 2], history.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("bytes").GetInt32()));
        Assert.Equal(["a", "b"], list.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("job").GetString()));
        Assert.Equal(["b"], rest.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("job").GetString()));
    }

    [Theory]
    [InlineData("If-Match", "7")]
    [InlineData("If-Match", "\"1\", \"2\"")]
    [InlineData("If-None-Match", "\"1\"")]
    [InlineData("Fencing-Token", "x")]
    [InlineData("Fencing-Token", "0")]
    public async Task Header_that_cannot_be_taken_is_refused(string name, string value)
    {
        await using var api = await DurableApi.StartAsync();

        using var refused = await api.SendAsync("PUT", "checkpoints/a", "x", null, (name, value));

        await ProblemAssert.IsAsync(refused, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
    }

    [Fact]
    public async Task Checkpoint_beyond_its_limit_and_a_name_with_a_slash_are_refused()
    {
        await using var api = await DurableApi.StartAsync();

        using var largest = await api.SendAsync("PUT", "checkpoints/a", new byte[1 << 20]);
        using var larger = await api.SendAsync("PUT", "checkpoints/a", new byte[(1 << 20) + 1]);
        using var slash = await api.SendAsync("PUT", "checkpoints/a%2Fb", "x");

        Assert.Equal(HttpStatusCode.NoContent, largest.StatusCode);
        await ProblemAssert.IsAsync(larger, HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        await ProblemAssert.IsAsync(slash, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
    }
}
