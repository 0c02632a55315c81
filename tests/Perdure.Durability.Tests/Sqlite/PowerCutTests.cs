using System.Collections.Concurrent;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>The power fails at any moment, under writers: all that was acknowledged is there afterwards.</summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Cuts = 40;
    private const int Between = 7;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public PowerCutTests() => _file = _folder.File("durable.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_writes_outlast_a_power_failure_that_takes_all_that_was_not_flushed()
    {
        var (lost, shortened) = await RunAsync(losesAll: false);
        Assert.Empty(lost);
        // Otherwise nothing was put to the test.
        Assert.True(shortened > 0, "the writer was never ahead of the disk");
    }

    [Fact]
    public async Task Disk_that_keeps_nothing_of_the_log_is_found_out()
    {
        var (lost, _) = await RunAsync(losesAll: true);
        Assert.NotEmpty(lost);
    }

    private async Task<(List<string> Lost, int Shortened)> RunAsync(bool losesAll)
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options);
        await store.WriteAsync(
            session =>
            {
                session.FoldEvery(40);
                return 0;
            },
            0,
            None);
        var (enqueued, done, lost, images) = (new ConcurrentDictionary<string, bool>(), new ConcurrentDictionary<string, bool>(), new List<string>(), new List<Task>());
        using var power = new PowerCut(store, _file);
        var ahead = new List<Task>();
        var (groups, cuts) = (0, 0);
        store.Committer.BeforeCommit = () =>
        {
            if (++groups % Between == Between - 1 && cuts < Cuts)
            {
                // Somebody else waits when this group has been written, so the writer hands its flush over and comes to the next cut before it is done.
                power.HoldFlushes();
                ahead.Add(EnqueueAsync(store));
            }

            if (groups % Between != 0 || cuts >= Cuts) return;
            try
            {
                // First what was acknowledged, then what is left of it.
                var (there, over) = (enqueued.Keys.ToList(), done.Keys.ToList());
                var image = _folder.File($"cut-{++cuts}.db");
                power.Copy(image, losesAll);
                images.Add(Task.Run(() => LookAsync(image, there, over, lost)));
            }
            finally
            {
                power.LetFlushesGo();
            }
        };
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => WriteAsync(store, enqueued, done, () => Volatile.Read(ref cuts) >= Cuts))));
        store.Committer.BeforeCommit = null;
        await Task.WhenAll(images.Concat(ahead));
        return (lost, power.Shortened);
    }

    private static async Task WriteAsync(SqliteDurableStore store, ConcurrentDictionary<string, bool> enqueued, ConcurrentDictionary<string, bool> done, Func<bool> isOver)
    {
        while (!isOver())
        {
            var id = await EnqueueAsync(store);
            enqueued[id] = true;
            foreach (var job in await store.Jobs.ClaimAsync("q", 1, TimeSpan.FromMinutes(5), "w", None))
            {
                if (await store.Jobs.CompleteAsync(job.Claim, default, None)) done[job.Claim.Id] = true;
            }
        }
    }

    private static async Task<string> EnqueueAsync(SqliteDurableStore store) => (await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = new byte[50] }], None))[0].Id;

    private static async Task LookAsync(string image, List<string> enqueued, List<string> done, List<string> lost)
    {
        await using var store = SqliteDurableStore.Open(image, Patient.Options);
        var there = new Dictionary<string, JobState>();
        for (var (after, page) = (0L, new JobPage([], 1)); page.Next != 0; after = page.Next)
        {
            page = await store.Jobs.ListAsync(new JobQuery("q", After: after, Max: StoreLimits.BatchMax), None);
            foreach (var job in page.Jobs) there[job.Id] = job.State;
        }

        lock (lost)
        {
            lost.AddRange(enqueued.Where(id => !there.ContainsKey(id)).Select(id => $"{Path.GetFileName(image)}: {id}"));
            lost.AddRange(done.Where(id => there.TryGetValue(id, out var state) && state != JobState.Done).Select(id => $"{Path.GetFileName(image)}: {id} is not done"));
        }
    }
}
