using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>A PostgreSQL that is killed, stands still, or throws its clients out.</summary>
[Collection("postgres")]
public sealed class PostgresOutageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Kills = 3;
    private const int Writers = 24;
    private readonly string _schema = PostgresFixture.NewSchema();

    public Task InitializeAsync() => Task.CompletedTask;

    // The next class finds the server running.
    public async Task DisposeAsync()
    {
        if (PostgresServer.Programs is null) return;
        postgres.Server.Resume();
        if (!postgres.Server.Running) await postgres.Server.StartAsync();
    }

    [PostgresFact]
    public async Task Killed_server_loses_nothing_that_was_acknowledged_and_keeps_nothing_that_was_refused()
    {
        await using var store = await postgres.OpenAsync(_schema, new DurableOptions { Timeout = TimeSpan.FromSeconds(10) });
        var (acknowledged, refused, unknown) = (new ConcurrentDictionary<string, string>(), new ConcurrentQueue<string>(), 0);
        using var ending = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !ending.IsCancellationRequested; i++)
            {
                var payload = $"{writer}/{i}";
                try
                {
                    var added = await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = Encoding.UTF8.GetBytes(payload) }], CancellationToken.None);
                    acknowledged[payload] = added[0].Id;
                }
                catch (DurabilityException e) when (e.Failure == DurabilityFailure.Unavailable)
                {
                    refused.Enqueue(payload);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
                catch (DurabilityException e) when (e.Failure == DurabilityFailure.UnknownOutcome)
                {
                    Interlocked.Increment(ref unknown);
                }
            }
        })).ToList();

        for (var kill = 0; kill < Kills; kill++)
        {
            var (written, turnedAway) = (acknowledged.Count + 50 + (kill * 37), refused.Count + Writers);
            await Eventually.Holds(() => acknowledged.Count >= written, "jobs are acknowledged");
            postgres.Server.Kill();
            await Eventually.Holds(() => refused.Count >= turnedAway, "jobs are refused");
            await postgres.Server.StartAsync();
        }

        var more = acknowledged.Count + 50;
        await Eventually.Holds(() => acknowledged.Count >= more, "jobs are acknowledged again");
        await ending.CancelAsync();
        await Task.WhenAll(writers);

        await using var after = await postgres.OpenAsync(_schema);
        var there = new Dictionary<string, string>();
        IReadOnlyList<ClaimedJob> claimed;
        while ((claimed = await after.Jobs.ClaimAsync("q", 1_000, TimeSpan.FromHours(1), "w", CancellationToken.None)).Count > 0)
        {
            foreach (var job in claimed) there.Add(Encoding.UTF8.GetString(job.Payload.Span), job.Claim.Id);
        }

        foreach (var (payload, id) in acknowledged) Assert.Equal(id, there.GetValueOrDefault(payload));
        foreach (var payload in refused) Assert.False(there.ContainsKey(payload), $"{payload} was refused and is there");
        Assert.True(there.Count <= acknowledged.Count + unknown, $"{there.Count.ToString(CultureInfo.InvariantCulture)} jobs of {acknowledged.Count} and {unknown} unknown ones");
        var summary = Assert.Single(await after.Jobs.QueuesAsync(CancellationToken.None));
        Assert.Equal(there.Count, summary.Claimed);
    }

    [PostgresFact]
    public async Task Server_that_stands_still_is_an_error_in_time_and_goes_on_afterwards()
    {
        await using (var first = await postgres.OpenAsync(_schema)) await AddAsync(first, "before");
        await using var store = await postgres.OpenAsync(
            _schema, new DurableOptions { Timeout = TimeSpan.FromSeconds(2) }, place => place with { ConnectTimeout = TimeSpan.FromSeconds(3), WaitForServer = true });
        // Several chances to be in time: on a busy machine one may be late for another reason.
        var late = true;
        for (var chance = 1; late && chance <= 3; chance++)
        {
            postgres.Server.Resume();
            await Eventually.Holds(() => SucceedsAsync(() => AddAsync(store, "before")), "its connection is there");
            postgres.Server.Pause();
            var since = TimeProvider.System.GetTimestamp();
            var errors = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => (await Assert.ThrowsAsync<DurabilityException>(() => AddAsync(store, $"d{i}"))).Failure));
            Assert.All(errors, failure => Assert.True(failure is DurabilityFailure.Unavailable or DurabilityFailure.UnknownOutcome));
            late = TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(15);
            var read = await Assert.ThrowsAsync<DurabilityException>(() => store.Jobs.QueuesAsync(CancellationToken.None).AsTask());
            Assert.Equal(DurabilityFailure.Unavailable, read.Failure);
        }

        Assert.False(late);
        postgres.Server.Resume();
        await Eventually.Holds(() => SucceedsAsync(() => AddAsync(store, "after")), "jobs are acknowledged again");
        var dedupes = (await store.Jobs.ListAsync(new JobQuery("q"), CancellationToken.None)).Jobs.Select(job => job.DedupeKey).ToList();
        Assert.Contains("before", dedupes);
        Assert.Contains("after", dedupes);
    }

    [PostgresFact]
    public async Task Connections_that_the_server_ends_are_replaced_without_an_error()
    {
        await using var store = await postgres.OpenAsync(_schema);
        await AddAsync(store, "a");
        _ = await store.Jobs.QueuesAsync(CancellationToken.None);
        await postgres.DoAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'perdure'");
        // They end when they have read the signal. One that ended in the midst of the next write would be another matter.
        await Eventually.Holds(async () => await postgres.DoAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'perdure'") is 0L, "they have ended");
        await AddAsync(store, "b");
        Assert.Equal(2, Assert.Single(await store.Jobs.QueuesAsync(CancellationToken.None)).Pending);
    }

    [PostgresFact]
    public async Task Server_that_is_not_there_fails_the_opening_unless_it_is_waited_for()
    {
        postgres.Server.Kill();
        var error = await Assert.ThrowsAsync<DurabilityException>(() => postgres.OpenAsync(_schema));
        Assert.Equal(DurabilityFailure.Unavailable, error.Failure);
        Assert.Contains(postgres.Server.Port.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);

        await using var store = await postgres.OpenAsync(_schema, with: place => place with { WaitForServer = true });
        Assert.Equal(DurabilityFailure.Unavailable, (await Assert.ThrowsAsync<DurabilityException>(() => AddAsync(store, "a"))).Failure);
        Assert.Equal(DurabilityFailure.Unavailable, (await Assert.ThrowsAsync<DurabilityException>(() => store.Jobs.QueuesAsync(CancellationToken.None).AsTask())).Failure);
        await postgres.Server.StartAsync();
        Assert.Empty(await store.Jobs.QueuesAsync(CancellationToken.None));
        await Eventually.Holds(() => SucceedsAsync(() => AddAsync(store, "a")), "jobs are acknowledged");
    }

    private static Task AddAsync(PostgresDurableStore store, string dedupe) =>
        store.Jobs.EnqueueAsync([new NewJob { Queue = "q", DedupeKey = dedupe }], CancellationToken.None).AsTask();

    private static async Task<bool> SucceedsAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (DurabilityException e) when (e.IsTransient)
        {
            return false;
        }
    }
}
