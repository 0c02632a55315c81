using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>Connections that break at the commit: what is said of it is true.</summary>
[Collection("postgres")]
public sealed class LostAnswerTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly string _schema = PostgresFixture.NewSchema();

    [PostgresFact]
    public async Task Commit_whose_answer_is_lost_is_asked_for_again_and_acknowledged()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        await using var store = await OpenThroughAsync(proxy);
        proxy.CutAt(CommitCut.After);

        var added = Assert.Single(await store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None));

        Assert.Equal(1, proxy.Cuts);
        var job = Assert.Single((await store.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs);
        Assert.Equal(added.Id, job.Id);
    }

    [PostgresFact]
    public async Task Commit_that_never_arrived_is_unavailable_and_not_done()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        await using var store = await OpenThroughAsync(proxy);
        proxy.CutAt(CommitCut.Before);

        var error = await Assert.ThrowsAsync<DurabilityException>(() => store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None).AsTask());

        Assert.Equal(DurabilityFailure.Unavailable, error.Failure);
        Assert.Equal(1, proxy.Cuts);
        Assert.Empty((await store.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs);
        Assert.False(Assert.Single(await store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None)).Duplicate);
    }

    [PostgresFact]
    public async Task Commit_that_cannot_be_asked_for_again_is_unknown()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port) { RefusesAfterwards = true };
        var patience = new ManualTime();
        var store = await OpenThroughAsync(proxy, Patient.Options, patience);
        proxy.CutAt(CommitCut.After);

        var adding = store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None).AsTask();
        await Eventually.Holds(() => proxy.Cuts == 1, "the answer is lost");
        await EndsAsync(adding, "the time to ask for it again is over");
        var error = await Assert.ThrowsAsync<DurabilityException>(() => adding);

        Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
        await EndsAsync(store.DisposeAsync().AsTask(), "the store is closed");
        await using var direct = await postgres.OpenAsync(_schema);
        Assert.Single((await direct.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs);

        Task EndsAsync(Task what, string means) => Eventually.Holds(
            () =>
            {
                patience.Advance(TimeSpan.FromSeconds(1));
                return what.IsCompleted;
            },
            means);
    }

    [PostgresFact]
    public async Task Commit_that_is_still_on_its_way_when_it_is_said_not_to_be_done_is_not_done_later()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        // Not for long: should the transaction be two messages after all, its row stays locked until the time is over.
        await using var store = await OpenThroughAsync(proxy, new DurableOptions { Timeout = TimeSpan.FromSeconds(20) });
        // Until the connection and the depth of the queue are known, so that a transaction is one message.
        for (var i = 0; i < 4; i++) await store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None);
        proxy.CutAt(CommitCut.Later, "on its way");

        var error = await Assert.ThrowsAsync<DurabilityException>(
            () => store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = "on its way"u8.ToArray() }], CancellationToken.None).AsTask());
        await proxy.DeliverAsync().WaitAsync(Patient.For);

        Assert.Equal(1, proxy.Cuts);
        await using var direct = await postgres.OpenAsync(_schema);
        var count = (await direct.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs.Count;
        Assert.True(error.Failure == DurabilityFailure.UnknownOutcome || count == 4, $"{error.Failure}: {error.Message}, and there are {count} jobs of 4");
    }

    [PostgresFact]
    public async Task Claim_whose_answer_is_lost_is_unknown()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        await using var store = await OpenThroughAsync(proxy);
        await store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None);
        proxy.CutAt(CommitCut.After, "a worker");

        var error = await Assert.ThrowsAsync<DurabilityException>(() => store.Jobs.ClaimAsync("q", 1, Lease, "a worker", CancellationToken.None).AsTask());

        Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
        Assert.Equal(JobState.Claimed, Assert.Single((await store.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs).State);
    }

    [PostgresFact]
    public async Task Completion_whose_answer_is_lost_is_unknown_and_may_be_repeated()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        await using var store = await OpenThroughAsync(proxy);
        await store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None);
        var job = Assert.Single(await store.Jobs.ClaimAsync("q", 1, Lease, "w", CancellationToken.None));
        proxy.CutAt(CommitCut.After, "the result");

        var error = await Assert.ThrowsAsync<DurabilityException>(() => store.Jobs.CompleteAsync(job.Claim, "the result"u8.ToArray(), CancellationToken.None).AsTask());

        Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
        Assert.True(await store.Jobs.CompleteAsync(job.Claim, "the result"u8.ToArray(), CancellationToken.None));
    }

    [PostgresFact]
    public async Task Sweep_whose_answer_is_lost_is_unknown()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        await using var store = await OpenThroughAsync(proxy);
        proxy.CutAt(CommitCut.After, "DELETE FROM record");

        var error = await Assert.ThrowsAsync<DurabilityException>(() => store.SweepAsync(10, CancellationToken.None).AsTask());

        Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
        await store.SweepAsync(10, CancellationToken.None);
    }

    private async Task<PostgresDurableStore> OpenThroughAsync(CuttingProxy proxy, DurableOptions? options = null, TimeProvider? patience = null)
    {
        // The tables are made before: the first commit that the proxy sees is that of a write.
        await using (await postgres.OpenAsync(_schema))
        {
        }

        var through = postgres.Server.ConnectionString.Replace($"Port={postgres.Server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal);
        var place = new PostgresOptions { ConnectionString = through, Schema = _schema, Writers = 1, ConnectTimeout = Patient.For };
        return await PostgresDurableStore.OpenAsync(place, options ?? Patient.Options, PostgresSchema.Steps, CancellationToken.None, patience);
    }
}
