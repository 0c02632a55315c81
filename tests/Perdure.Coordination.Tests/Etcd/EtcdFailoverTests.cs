using System.Collections.Concurrent;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Contract;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

/// <summary>Three real members, of which some are hurt; each test heals them again.</summary>
[Collection("etcd-hurt")]
public sealed class EtcdFailoverTests(EtcdHurtFixture etcd) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (EtcdProcess.Program is null) return;
        foreach (var member in etcd.Cluster.Members)
        {
            member.Resume();
            member.Start();
        }

        await etcd.Cluster.ReadyAsync();
    }

    [EtcdFact]
    public async Task Member_in_use_killed_is_left_and_reads_and_renewals_go_on()
    {
        await using var store = EtcdTests.Open(etcd.Cluster, options => options with { Seed = 1 });
        await store.PutAtLast("a", "1");
        LeaseGrant? lease = null;
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    lease = await store.GrantAsync(TimeSpan.FromSeconds(60), default);
                    return true;
                }
                catch (CoordinationException fault) when (fault.IsTransient)
                {
                    return false;
                }
            },
            "a lease is granted");
        var used = MemberOf(store);
        etcd.Cluster.Members[used].Kill();
        Assert.Equal("1", await store.Get("a"));
        Assert.True((await store.RenewAsync(lease!.Id, default)).Alive);
        await Eventually.Holds(() => MemberOf(store) != used, "another member is in use");
    }

    [EtcdFact]
    public async Task Writes_acknowledged_while_the_leader_is_killed_are_there_and_refused_ones_are_not()
    {
        await using var store = EtcdTests.Open(etcd.Cluster);
        await store.PutAtLast("w", "1");
        var (done, notDone, writes) = (new ConcurrentBag<string>(), new ConcurrentBag<string>(), 0);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var key = $"w/{writer}/{i}";
                try
                {
                    await store.Put(key, "1");
                    done.Add(key);
                }
                catch (CoordinationException fault) when (fault.Failure == CoordinationFailure.Unavailable)
                {
                    notDone.Add(key);
                }
                catch (CoordinationException fault) when (fault.Failure == CoordinationFailure.UnknownOutcome)
                {
                }

                Interlocked.Increment(ref writes);
            }
        })).ToArray();
        await Eventually.Holds(() => writes > 50, "50 writes");
        etcd.Cluster.Members[await etcd.Cluster.LeaderAsync()].Kill();
        var before = done.Count;
        await Eventually.Holds(() => done.Count > before + 100, "writes go on with another leader");
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var there = (await store.RangeAsync(RangeQuery.Under("w/"), default)).Entries.Select(entry => entry.Key).ToHashSet();
        Assert.DoesNotContain(done, key => !there.Contains(key));
        Assert.DoesNotContain(notDone, there.Contains);
    }

    [EtcdFact]
    public async Task Majority_lost_ends_calls_in_time_and_the_watch_resumes_after_it()
    {
        await using var store = EtcdTests.Open(etcd.Cluster, options => options with { Timeout = TimeSpan.FromSeconds(1.5) });
        await store.PutAtLast("a", "1");
        await using var watch = new WatchReader(store.WatchAsync(new WatchQuery { Key = "a" }, default), TimeSpan.FromSeconds(60));
        await watch.BegunAsync();
        var left = MemberOf(store);
        foreach (var i in Others(left)) etcd.Cluster.Members[i].Kill();
        await store.Becomes(StoreState.Lost);

        // Each pair of calls has the chance to show that they end by their time-outs and not by etcd's, which are longer.
        var fastest = TimeSpan.MaxValue;
        for (var chance = 0; chance < 5 && fastest > TimeSpan.FromSeconds(5); chance++)
        {
            var since = store.Clock.GetTimestamp();
            Assert.True((await EtcdTests.Fails(() => store.Get("a"))).IsTransient);
            Assert.True((await EtcdTests.Fails(() => store.Put("a", "x"))).IsTransient);
            var took = store.Clock.GetElapsedTime(since);
            if (took < fastest) fastest = took;
        }

        Assert.InRange(fastest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await Eventually.Holds(async () => await TryGetAsync(store, ReadConsistency.Serializable) == "1", "who asks for no more is answered by the member left");

        foreach (var i in Others(left)) etcd.Cluster.Members[i].Start();
        await store.Becomes(StoreState.Connected);
        await store.PutAtLast("a", "2");
        await Eventually.Holds(async () => (await watch.TextAsync(1)).EndsWith("=2", StringComparison.Ordinal), "the watch goes on");
    }

    [EtcdFact]
    public async Task Watch_has_no_gap_and_no_repetition_while_members_are_killed_one_after_the_other()
    {
        await using var writer = EtcdTests.Open(etcd.Cluster);
        await writer.PutAtLast("k", "0");
        var first = (await writer.RangeAsync(RangeQuery.Of("k"), default)).First!;
        await using var watch = new WatchReader(writer.WatchAsync(new WatchQuery { Key = "k", FromRevision = first.ModRevision + 1 }, default), TimeSpan.FromSeconds(60));
        await watch.BegunAsync();
        var written = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            etcd.Cluster.Members[i].Kill();
            for (var made = 0; made < 20;)
            {
                try
                {
                    written.Add((await writer.CommitAsync(new Transaction { Then = [Operation.Put("k", "x"u8.ToArray())] }, default)).Revision);
                    made++;
                }
                catch (CoordinationException fault) when (fault.IsTransient)
                {
                    // Until there is a leader again; what was done nevertheless, the watch tells.
                }
            }

            etcd.Cluster.Members[i].Start();
            await etcd.Cluster.ReadyAsync();
        }

        var seen = new List<long>();
        while (seen.Count == 0 || seen[^1] < written[^1]) seen.Add((await watch.TakeAsync(1))[0].Entry.ModRevision);
        Assert.Empty(written.Except(seen));
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal(seen.Count + first.Version, (await writer.RangeAsync(RangeQuery.Of("k"), default)).First!.Version);
    }

    [EtcdFact]
    public async Task Member_paused_in_the_middle_of_a_write_leaves_its_outcome_unknown()
    {
        await using var store = EtcdTests.Open(etcd.Cluster, options => options with { Timeout = TimeSpan.FromSeconds(1) });
        await store.PutAtLast("a", "1");
        CoordinationException? fault = null;
        for (var chance = 0; chance < 10 && fault is null; chance++)
        {
            await store.Becomes(StoreState.Connected);
            var member = etcd.Cluster.Members[MemberOf(store)];
            member.Pause();
            fault = await Record.ExceptionAsync(() => store.Put("a", "2")) as CoordinationException;
            if (fault is { Failure: CoordinationFailure.UnknownOutcome }) break;
            // Nobody was in the middle of it: another member was in use when the write began.
            fault = null;
            member.Resume();
        }

        Assert.NotNull(fault);
        Assert.Contains("read before doing it again", fault.Message);
        await Eventually.Holds(async () => await TryGetAsync(store) is "1" or "2", "reads go on at another member");
    }

    [EtcdFact]
    public async Task Watch_moves_away_from_a_member_that_is_paused()
    {
        await using var store = EtcdTests.Open(etcd.Cluster, options => options with { Timeout = TimeSpan.FromSeconds(3) });
        await store.PutAtLast("a", "1");
        await using var watch = new WatchReader(store.WatchAsync(new WatchQuery { Key = "a" }, default), TimeSpan.FromSeconds(60));
        await watch.BegunAsync();
        var used = MemberOf(store);
        etcd.Cluster.Members[used].Pause();
        await Eventually.Holds(() => MemberOf(store) != used && store.Status.State == StoreState.Connected, "another member is in use");
        await store.PutAtLast("a", "2");
        await Eventually.Holds(async () => (await watch.TextAsync(1)).EndsWith("=2", StringComparison.Ordinal), "the watch goes on");
    }

    private static async Task<string?> TryGetAsync(EtcdCoordinator store, ReadConsistency consistency = default)
    {
        try
        {
            return await store.Get("a", consistency);
        }
        catch (CoordinationException fault) when (fault.IsTransient)
        {
            return null;
        }
    }

    private int MemberOf(EtcdCoordinator store) => etcd.Cluster.Endpoints.IndexOf(new Uri(store.Status.Location));

    private static IEnumerable<int> Others(int member) => Enumerable.Range(0, 3).Where(i => i != member);
}
