using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>Connections that break at the commit: what is said of it is true.</summary>
[Collection("postgres")]
public sealed class LostAnswerTests(PostgresFixture postgres)
{
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
        await using var store = await OpenThroughAsync(proxy);
        proxy.CutAt(CommitCut.After);

        var error = await Assert.ThrowsAsync<DurabilityException>(() => store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None).AsTask());

        Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
        await using var direct = await postgres.OpenAsync(_schema);
        Assert.Single((await direct.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs);
    }

    private async Task<PostgresDurableStore> OpenThroughAsync(CuttingProxy proxy)
    {
        // The tables are made before: the first commit that the proxy sees is that of a write.
        await using (await postgres.OpenAsync(_schema))
        {
        }

        var through = postgres.Server.ConnectionString.Replace($"Port={postgres.Server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal);
        return await postgres.OpenAsync(_schema, new DurableOptions { Timeout = TimeSpan.FromSeconds(2) }, place => place with { ConnectionString = through, Writers = 1 });
    }
}
