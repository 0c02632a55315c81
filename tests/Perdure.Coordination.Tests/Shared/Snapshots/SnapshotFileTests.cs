using Perdure.Coordination.Shared;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared.Snapshots;

public sealed class SnapshotFileTests : IAsyncLifetime
{
    private readonly SharedFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Theory]
    [InlineData("torn")]
    [InlineData("flipped")]
    [InlineData("empty")]
    [InlineData("other")]
    public async Task File_that_is_damaged_is_set_aside_with_a_warning_and_never_deleted(string damage)
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Flags.SetAsync("f", FlagSetting.On, "ann");
        await a.State.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(a.File);
        bytes = damage switch
        {
            "torn" => bytes[..(bytes.Length / 2)],
            "flipped" => [.. bytes[..^9], (byte)(bytes[^9] ^ 1), .. bytes[^8..]],
            "empty" => [],
            _ => "perdure-shared-state 99 of another time\n{}"u8.ToArray(),
        };
        await File.WriteAllBytesAsync(a.File, bytes);
        a.Store.Lose();
        a.Begin();
        Assert.Empty(a.State.Flags.Current);
        var aside = Assert.Single(Directory.GetFiles(_fixture.Directory, "a.state.corrupt-*"));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(aside));
        Assert.Contains(aside, a.Log.TextOf("snapshot-set-aside"), StringComparison.Ordinal);
        a.Store.Return();
        await Eventually.Holds(() => a.State.Flags.Current.ContainsKey("f"), "the store has it");
    }

    [Fact]
    public async Task File_that_cannot_be_written_stops_nothing_and_is_said()
    {
        var a = _fixture.Node("missing/a");
        await Eventually.Holds(() => a.State.Fresh, "a follows the store");
        await a.State.Flags.SetAsync("f", FlagSetting.On, "ann");
        Assert.True(a.State.Flags.Current.ContainsKey("f"));
        await Eventually.Holds(() => a.State.Problem?.Contains("cannot be written", StringComparison.Ordinal) == true, "the problem is said");
        Directory.CreateDirectory(Path.Combine(_fixture.Directory, "missing"));
        await Eventually.Holds(() => a.State.Problem is null && File.Exists(a.File), "it is written when it can be");
    }
}
