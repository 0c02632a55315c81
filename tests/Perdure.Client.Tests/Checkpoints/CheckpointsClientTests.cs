using Perdure.Client.Checkpoints;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Checkpoints;

public sealed class CheckpointsClientTests
{
    [Fact]
    public async Task Job_resumes_from_what_was_written_last()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();

        var none = await client.Checkpoints.GetAsync("import:2026");
        var first = await client.Checkpoints.PutAsync("import:2026", "1"u8.ToArray(), new CheckpointOptions { MustNotExist = true });
        var second = await client.Checkpoints.PutAsync("import:2026", "22"u8.ToArray(), new CheckpointOptions { IfMatch = first, FencingToken = 4 });
        var now = await client.Checkpoints.GetAsync("import:2026");
        var before = await client.Checkpoints.GetAsync("import:2026", first);

        Assert.Null(none);
        Assert.Equal((second, 4L, "22"), (now!.ETag, now.FencingToken, System.Text.Encoding.UTF8.GetString(now.Data.Span)));
        Assert.Equal([(byte)'1'], before!.Data.ToArray());
        Assert.Equal([second, first], (await client.Checkpoints.HistoryAsync("import:2026")).Select(info => info.Etag));
        await client.Checkpoints.DeleteAsync("import:2026", new CheckpointOptions { FencingToken = 4 });
        Assert.Null(await client.Checkpoints.GetAsync("import:2026"));
    }

    [Fact]
    public async Task Who_comes_late_and_who_is_fenced_off_are_told_apart()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();
        var first = await client.Checkpoints.PutAsync("a", "1"u8.ToArray(), new CheckpointOptions { FencingToken = 2 });
        await client.Checkpoints.PutAsync("a", "2"u8.ToArray(), new CheckpointOptions { FencingToken = 2 });

        var late = await Assert.ThrowsAsync<PerdureException>(
            () => client.Checkpoints.PutAsync("a", "x"u8.ToArray(), new CheckpointOptions { IfMatch = first, FencingToken = 2 }));
        var fenced = await Assert.ThrowsAsync<PerdureException>(() => client.Checkpoints.PutAsync("a", "x"u8.ToArray(), new CheckpointOptions { FencingToken = 1 }));

        Assert.Equal((PerdureFailure.Conflict, PerdureFailure.Lost), (late.Failure, fenced.Failure));
    }
}
