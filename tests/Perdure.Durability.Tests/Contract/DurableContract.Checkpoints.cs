using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Contract;

public abstract partial class DurableContract
{
    private async Task<CheckpointWrite> PutAsync(string data, CheckpointCondition condition = default, long? fence = null, string job = "job") =>
        await Checkpoints.PutAsync(job, Bytes(data), condition, fence, None);

    private async Task<string?> CurrentAsync(string job = "job") => await Checkpoints.GetAsync(job, null, None) is { } found ? Text(found.Data) : null;

    [Fact]
    public async Task Checkpoint_is_there_after_reopening()
    {
        Assert.Null(await Checkpoints.GetAsync("job", null, None));
        var written = await PutAsync("1", fence: 7);
        Assert.Equal((CheckpointOutcome.Done, 7L), (written.Outcome, written.FencingToken));
        await ReopenAsync();
        var found = (await Checkpoints.GetAsync("job", null, None))!;
        Assert.Equal(new CheckpointInfo("job", written.ETag!, NowMs, 1, 7), found.Info);
        Assert.Equal("1", Text(found.Data));
        Assert.Equal("1", Text((await Checkpoints.GetAsync("job", written.ETag, None))!.Data));
        Assert.Null(await Checkpoints.GetAsync("job", "nonsense", None));
        Assert.Null(await Checkpoints.GetAsync("other", written.ETag, None));
    }

    [Fact]
    public async Task Checkpoint_is_written_only_under_its_condition()
    {
        Assert.Equal(CheckpointOutcome.PreconditionFailed, (await PutAsync("0", CheckpointCondition.Match("1"))).Outcome);
        var first = await PutAsync("1", CheckpointCondition.None);
        Assert.Equal(new CheckpointWrite(CheckpointOutcome.PreconditionFailed, first.ETag, 0), await PutAsync("x", CheckpointCondition.None));
        var second = await PutAsync("2", CheckpointCondition.Match(first.ETag!));
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(new CheckpointWrite(CheckpointOutcome.PreconditionFailed, second.ETag, 0), await PutAsync("x", CheckpointCondition.Match(first.ETag!)));
        Assert.Equal("2", await CurrentAsync());
        Assert.Equal(CheckpointOutcome.PreconditionFailed, (await Checkpoints.DeleteAsync("job", CheckpointCondition.Match(first.ETag!), null, None)).Outcome);
        Assert.Equal(CheckpointOutcome.Done, (await Checkpoints.DeleteAsync("job", CheckpointCondition.Match(second.ETag!), null, None)).Outcome);
        Assert.Null(await CurrentAsync());
        Assert.Equal(CheckpointOutcome.Done, (await Checkpoints.DeleteAsync("job", CheckpointCondition.Any, null, None)).Outcome);
        Assert.Equal(CheckpointOutcome.PreconditionFailed, (await Checkpoints.DeleteAsync("job", CheckpointCondition.Match(second.ETag!), null, None)).Outcome);
        Assert.NotEqual(second.ETag, (await PutAsync("3")).ETag);
    }

    [Fact]
    public async Task Older_holder_is_fenced_off()
    {
        await PutAsync("old", fence: 3);
        var current = await PutAsync("new", fence: 5);
        Assert.Equal(new CheckpointWrite(CheckpointOutcome.Fenced, current.ETag, 5), await PutAsync("zombie", fence: 4));
        Assert.Equal(CheckpointOutcome.Fenced, (await PutAsync("none")).Outcome);
        Assert.Equal(CheckpointOutcome.Fenced, (await PutAsync("zombie", CheckpointCondition.None, fence: 4)).Outcome);
        Assert.Equal(CheckpointOutcome.Fenced, (await Checkpoints.DeleteAsync("job", CheckpointCondition.Any, 4, None)).Outcome);
        Assert.Equal("new", await CurrentAsync());
        Assert.Equal(CheckpointOutcome.Done, (await PutAsync("newer", fence: 5)).Outcome);
    }

    [Fact]
    public async Task Fencing_outlasts_the_deletion_for_its_retention()
    {
        await PutAsync("1", fence: 5);
        Assert.Equal(new CheckpointWrite(CheckpointOutcome.Done, null, 5), await Checkpoints.DeleteAsync("job", CheckpointCondition.Any, 5, None));
        Assert.Null(await CurrentAsync());
        Assert.Empty(await Checkpoints.HistoryAsync("job", None));
        await ReopenAsync();
        Assert.Equal(new CheckpointWrite(CheckpointOutcome.Fenced, null, 5), await PutAsync("zombie", fence: 4));
        Time.Advance(Options.FencingRetention);
        Assert.Equal(1, (await Store.SweepAsync(10, None)).Checkpoints);
        Assert.Equal(CheckpointOutcome.Done, (await PutAsync("2")).Outcome);
        Time.Advance(Options.FencingRetention);
        Assert.Equal(0, (await Store.SweepAsync(10, None)).Checkpoints);
        Assert.Equal("2", await CurrentAsync());
    }

    [Fact]
    public async Task History_keeps_the_last_few()
    {
        var etags = new List<string>();
        for (var i = 0; i < 5; i++) etags.Add((await PutAsync($"{i}")).ETag!);
        var history = await Checkpoints.HistoryAsync("job", None);
        Assert.Equal(etags[2..].AsEnumerable().Reverse(), history.Select(info => info.ETag));
        Assert.Equal("2", Text((await Checkpoints.GetAsync("job", etags[2], None))!.Data));
        Assert.Null(await Checkpoints.GetAsync("job", etags[1], None));
        Assert.Empty(await Checkpoints.HistoryAsync("other", None));
    }

    [Fact]
    public async Task Checkpoints_are_listed_by_name()
    {
        foreach (var job in new[] { "b", "a", "ä", "B" }) await PutAsync(job, job: job);
        Assert.Equal("B a b ä", string.Join(' ', (await Checkpoints.ListAsync(null, 10, None)).Select(info => info.Job)));
        Assert.Equal("b ä", string.Join(' ', (await Checkpoints.ListAsync("a", 2, None)).Select(info => info.Job)));
        await Checkpoints.DeleteAsync("b", CheckpointCondition.Any, 1, None);
        Assert.Equal("B a ä", string.Join(' ', (await Checkpoints.ListAsync(null, 10, None)).Select(info => info.Job)));
    }

    [Fact]
    public async Task Too_many_checkpoints_are_refused()
    {
        for (var i = 0; i < 4; i++) await PutAsync("x", job: $"{i}");
        await FailsAsync(DurabilityFailure.Full, () => PutAsync("x", job: "4"));
        await PutAsync("y", job: "3");
        await Checkpoints.DeleteAsync("0", CheckpointCondition.Any, null, None);
        await PutAsync("x", job: "4");
    }
}
