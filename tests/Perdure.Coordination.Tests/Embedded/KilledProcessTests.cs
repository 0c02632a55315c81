using System.Globalization;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Embedded;

/// <summary>Real processes on one file, killed with SIGKILL while they write.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int Kills = 12;
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public KilledProcessTests() => _file = _folder.File("coordination.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_writer_loses_nothing_that_was_acknowledged()
    {
        var acknowledged = 0;
        var last = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var writer = new TestProcess(TestHost.Command("write", _file));
            // Killed at another point of its work each time.
            var lines = 20 + (kill * 97 % 400);
            await Eventually.Holds(() => writer.Lines.Count >= lines || writer.HasExited, $"the writer has written {lines} times");
            await writer.KillAsync();

            await using var store = EmbeddedCoordinator.Open(_file, new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1) });
            Assert.Null(store.Status.Warning);
            var there = (await store.RangeAsync(RangeQuery.Under(""), CancellationToken.None)).Entries.ToDictionary(entry => entry.Key);
            var revision = (await store.RangeAsync(RangeQuery.Of("begin"), CancellationToken.None)).Revision;
            foreach (var line in writer.Lines.Select(line => line.Split(' ')))
            {
                var said = long.Parse(line[^1], CultureInfo.InvariantCulture);
                Assert.True(said > last, $"revision {said} was given before, up to {last}");
                Assert.True(said <= revision, $"revision {said} was acknowledged, the store is at {revision}");
                if (line[0] == "begin") continue;
                acknowledged++;
                var entry = there[line[0]];
                Assert.True(entry.ModRevision >= said, $"{line[0]} = {line[1]} was acknowledged at {said}, there is one of {entry.ModRevision}");
            }

            // Both keys of a transaction or none.
            foreach (var key in there.Keys.Where(key => key.EndsWith("/twin", StringComparison.Ordinal)))
                Assert.Equal(there[key[..^5]].ModRevision, there[key].ModRevision);
            last = revision;
        }

        Assert.True(acknowledged > 100, $"only {acknowledged} writes were acknowledged");
    }

    [Fact]
    public async Task File_of_another_process_is_refused_until_that_one_is_killed()
    {
        await using var holder = new TestProcess(TestHost.Command("hold", _file));
        await Eventually.Holds(() => holder.Lines.Contains("open") || holder.HasExited, "the other process has the file");
        var options = new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1) };
        var error = Assert.Throws<CoordinationException>(() => EmbeddedCoordinator.Open(_file, options));
        Assert.Equal(CoordinationFailure.Unavailable, error.Failure);
        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);

        await using var heir = EmbeddedCoordinator.Open(_file, options with { WaitForFile = true });
        Assert.Equal(StoreState.Lost, heir.Status.State);
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => heir.FindAsync("a"));
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => heir.PutAsync("a", "1"));
        await using var watch = heir.WatchAsync(new WatchQuery { Key = "a" }, CancellationToken.None).GetAsyncEnumerator();
        var begun = watch.MoveNextAsync().AsTask();

        await holder.KillAsync();
        await Eventually.Holds(() => heir.Status.State == StoreState.Connected, "the heir has the file");
        Assert.True(await begun);
        await heir.PutAsync("a", "1");
        Assert.True(await watch.MoveNextAsync());
        Assert.Single(watch.Current.Events);
    }
}
