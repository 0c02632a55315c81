using Perdure.Coordination.Elections;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.Coordination.Tests.Elections;

/// <summary>Leaders on three real members of etcd, whose own leader dies or hangs.</summary>
[Collection("etcd-hurt")]
public sealed class EtcdLeadershipTests(EtcdHurtFixture etcd, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<(string Who, long Token)> _won = [];

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
    public async Task Leaders_through_kills_and_pauses_of_etcds_leader_are_one_at_a_time_with_growing_tokens()
    {
        var prefix = EtcdTests.NewPrefix();
        var stores = Enumerable.Range(0, 3).Select(i => EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix, Seed = (ulong)i, Timeout = TimeSpan.FromSeconds(3) })).ToList();
        var running = stores.Select((store, i) => (Store: store, Leadership: Start(store, $"n{i}"))).ToList();
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync([.. running.Select(r => r.Leadership)], stop.Token);
        try
        {
            for (var round = 0; round < 2; round++)
            {
                await Eventually.Holds(() => running.Any(r => r.Leadership.IsLeader), "somebody leads");
                var victim = etcd.Cluster.Members[await etcd.Cluster.LeaderAsync()];
                if (round == 0) victim.Kill();
                else victim.Pause();
                await Eventually.Holds(async () => await AnyWritesAsync(running), "a leader writes while etcd's first leader is away");
                victim.Resume();
                victim.Start();
                await etcd.Cluster.ReadyAsync();

                await Eventually.Holds(() => running.Any(r => r.Leadership.IsLeader), "somebody leads");
                var leader = running.First(r => r.Leadership.IsLeader);
                await leader.Leadership.DisposeAsync();
                running.Remove(leader);
                await Eventually.Holds(async () => await AnyWritesAsync(running), "the next one writes");
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (_, leadership) in running) await leadership.DisposeAsync();
            foreach (var store in stores) await store.DisposeAsync();
        }

        await watching;
        output.WriteLine($"terms: {string.Join(", ", _won)}");
        Assert.Equal(_won.Select(w => w.Token).Order().Distinct(), _won.Select(w => w.Token));
    }

    private Leadership Start(ICoordinator store, string name)
    {
        var leadership = Leadership.Start(store, new LeadershipOptions { Election = "jobs", Candidate = name, Ttl = TimeSpan.FromSeconds(3) });
        leadership.Won += term =>
        {
            // Who is told so late that the term is over already may be told after the next one; those who lead are told one after the other.
            lock (_won)
                if (term.Holds) _won.Add((name, term.Token));
        };
        return leadership;
    }

    private static async Task<bool> AnyWritesAsync(IEnumerable<(EtcdCoordinator Store, Leadership Leadership)> running)
    {
        foreach (var (store, leadership) in running)
        {
            if (leadership.Term is not { Holds: true } term) continue;
            try
            {
                return (await store.CommitAsync(new Transaction { When = [term.Guard], Then = [Operation.Put("data", default)] }, default)).Succeeded;
            }
            catch (CoordinationException)
            {
                return false;
            }
        }
        return false;
    }

    /// <summary>Looks all the time whether two lead. All ask one clock, so that two who do were two at one time.</summary>
    private static async Task WatchAsync(Leadership[] all, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        while (!stop.IsCancellationRequested)
        {
            // The second look tells a handover between two glances from two who lead at once.
            if (all.Count(l => l.IsLeader) > 1) Assert.False(all.Select(l => l.Term).Count(t => t is { Holds: true }) > 1, "two lead at once");
            await Task.Delay(TimeSpan.FromMilliseconds(1), clock, CancellationToken.None);
        }
    }
}
