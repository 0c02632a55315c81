using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>Writers that share a flush.</summary>
public sealed class GroupTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public GroupTests() => _file = _folder.File("durable.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_that_cannot_be_done_fails_alone(bool isOfSqlite)
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options);
        using var goOn = new ManualResetEventSlim();
        var blocking = await OccupyAsync(store, goOn);
        // One group, of which one write is to blame.
        var before = Enumerable.Range(0, 20).Select(i => EnqueueAsync(store, i)).ToList();
        var bad = store.WriteAsync<int>(_ => throw (isOfSqlite ? new SqliteFault(19, "a constraint failed") : new InvalidOperationException("a mistake")), 0, None).AsTask();
        var after = Enumerable.Range(20, 20).Select(i => EnqueueAsync(store, i)).ToList();
        goOn.Set();

        await blocking;
        Assert.Equal(DurabilityFailure.Unavailable, (await Assert.ThrowsAsync<DurabilityException>(() => bad)).Failure);
        var ids = await Task.WhenAll(before.Concat(after));
        var jobs = await store.Jobs.ClaimAsync("q", 100, TimeSpan.FromSeconds(30), "w", None);
        Assert.Equal(ids, jobs.Select(job => job.Claim.Id));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (byte)i), jobs.Select(job => job.Payload.Span[0]));
    }

    [Fact]
    public async Task Refusal_of_a_first_try_is_not_told_when_the_second_one_does_well()
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options with { QueueDepthMax = 1 });
        var tries = 0;
        using var goOn = new ManualResetEventSlim();
        var blocking = await OccupyAsync(store, goOn);
        var first = store.WriteAsync(session => ++tries == 1 ? session.Jobs.Enqueue([new NewJob { Queue = "q" }]) : throw new DurabilityException(DurabilityFailure.Invalid, "no more"), 0, None).AsTask();
        var second = EnqueueAsync(store, 2);
        var bad = store.WriteAsync<int>(_ => throw new SqliteFault(19, "a constraint failed"), 0, None).AsTask();
        goOn.Set();
        await blocking;
        await Assert.ThrowsAsync<DurabilityException>(() => first);
        await Assert.ThrowsAsync<DurabilityException>(() => bad);
        await second;
        Assert.Equal(1, Assert.Single(await store.Jobs.QueuesAsync(None)).Pending);
    }

    [Fact]
    public async Task File_that_is_removed_while_it_is_open_takes_no_more()
    {
        await using (var store = SqliteDurableStore.Open(_file, Patient.Options))
        {
            await EnqueueAsync(store, 1);
            File.Delete(_file);
            var error = await Assert.ThrowsAsync<DurabilityException>(() => EnqueueAsync(store, 2));
            Assert.Equal(DurabilityFailure.Corrupt, error.Failure);
            Assert.Contains("removed", error.Message, StringComparison.Ordinal);
            Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        }

        await using var fresh = SqliteDurableStore.Open(_file, Patient.Options);
        Assert.Empty(await fresh.Jobs.QueuesAsync(None));
    }

    [Theory]
    [InlineData("x'00'")]
    [InlineData("'null'")]
    [InlineData("'[\"odd\"]'")]
    [InlineData("'[null, null]'")]
    public async Task Job_whose_headers_cannot_be_read_is_dead_and_holds_up_no_other(string bytes)
    {
        await using (var store = SqliteDurableStore.Open(_file, Patient.Options))
        {
            for (var i = 0; i < 3; i++) await EnqueueAsync(store, i);
        }

        using (var database = new Database(_file, readOnly: false)) database.Execute($"UPDATE job SET headers = CAST({bytes} AS BLOB) WHERE seq = 1");
        await using var again = SqliteDurableStore.Open(_file, Patient.Options);
        Assert.Equal(2, (await again.Jobs.ClaimAsync("q", 9, TimeSpan.FromSeconds(30), "w", None)).Count);
        var dead = Assert.Single((await again.Jobs.ListAsync(new JobQuery("q", State: JobState.Dead), None)).Jobs);
        Assert.Contains("headers", dead.LastError, StringComparison.Ordinal);
        Assert.Empty((await again.Jobs.GetAsync(dead.Id, None))!.Headers);
    }

    /// <summary>Keeps the writer busy, alone in its group, so that what follows is one group.</summary>
    private static async Task<Task> OccupyAsync(SqliteDurableStore store, ManualResetEventSlim goOn)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = store.WriteAsync(
            _ =>
            {
                begun.TrySetResult();
                goOn.Wait();
                return 0;
            },
            0,
            None).AsTask();
        await begun.Task;
        return blocking;
    }

    private static async Task<string> EnqueueAsync(SqliteDurableStore store, int payload) =>
        (await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = new[] { (byte)payload } }], None))[0].Id;
}
