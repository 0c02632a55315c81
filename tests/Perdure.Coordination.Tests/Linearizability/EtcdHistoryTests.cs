using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;
using Perdure.Histories;
using Perdure.Histories.Recording;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>Histories recorded on three real members, through three coordinators, while leaders are killed and paused.</summary>
[Collection("etcd-hurt")]
public sealed class EtcdHistoryTests(EtcdHurtFixture etcd) : IAsyncLifetime
{
    private const int Rounds = 2;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (EtcdProcess.Program is not null) await HealAsync();
    }

    [EtcdFact]
    public async Task History_with_a_leader_that_is_killed_is_linearizable() =>
        await RecordAsync(seed: 1, leader => leader.Kill(), leader => leader.Start());

    [EtcdFact]
    public async Task History_with_a_leader_that_is_paused_is_linearizable() =>
        await RecordAsync(seed: 2, leader => leader.Pause(), leader => leader.Resume());

    [EtcdFact]
    public async Task History_with_stale_reads_fails()
    {
        await using var store = EtcdTests.Open(etcd.Cluster);
        await using var stale = new StaleCoordinator(store, stalePerMille: 50);
        var recorder = new HistoryRecorder([stale], new RecorderOptions { Seed = 3, Clients = 6, OperationsPerClient = 60 });
        await recorder.RunAsync(CancellationToken.None);
        Assert.Equal(HistoryVerdict.NotLinearizable, recorder.History.Check().Verdict);
    }

    private async Task RecordAsync(int seed, Action<EtcdProcess> hurt, Action<EtcdProcess> heal)
    {
        var prefix = EtcdTests.NewPrefix();
        EtcdCoordinator[] stores =
            [.. Enumerable.Range(0, 3).Select(i => EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix, Seed = (ulong)i, Timeout = TimeSpan.FromSeconds(1) }))];
        try
        {
            foreach (var store in stores) await store.Becomes(StoreState.Connected);
            var options = new RecorderOptions { Seed = seed, Clients = 9, Keys = 5, OperationsPerClient = int.MaxValue, CancelledPerMille = 10, Pause = TimeSpan.FromMilliseconds(10) };
            var recorder = new HistoryRecorder(stores, options);
            using var enough = new CancellationTokenSource();
            var recording = recorder.RunAsync(enough.Token);
            for (var round = 0; round < Rounds; round++)
            {
                await MoreAsync(recorder, 300);
                var leader = etcd.Cluster.Members[await etcd.Cluster.LeaderAsync()];
                hurt(leader);
                await MoreAsync(recorder, 300);
                heal(leader);
                await etcd.Cluster.ReadyAsync();
            }

            await MoreAsync(recorder, 300);
            await enough.CancelAsync();
            await recording;

            var report = recorder.History.Check();
            Assert.True(report.Verdict == HistoryVerdict.Linearizable, $"seed {seed}: {report.Verdict}, {recorder.Refused} refused\n{report.Explanation}");
        }
        finally
        {
            foreach (var store in stores) await store.DisposeAsync();
        }
    }

    private static async Task MoreAsync(HistoryRecorder recorder, int operations)
    {
        var before = recorder.Count;
        await Eventually.Holds(() => recorder.Count >= before + operations, $"{operations} more operations");
    }

    private async Task HealAsync()
    {
        foreach (var member in etcd.Cluster.Members)
        {
            member.Resume();
            member.Start();
        }

        await etcd.Cluster.ReadyAsync();
    }
}
