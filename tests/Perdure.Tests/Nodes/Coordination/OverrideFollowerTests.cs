using Perdure.Coordination.Shared;
using Perdure.Nodes.Coordination;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class OverrideFollowerTests : IAsyncLifetime
{
    private const string Id = "catalog-1";
    private readonly Dictionary<(string, string), InstanceOverride> _said = [];
    private ServingGateway _gateway = null!;
    private OverrideFollower _follower = null!;

    public async Task InitializeAsync()
    {
        _gateway = await ServingGateway.StartAsync();
        var server = _gateway.Server;
        _follower = new OverrideFollower(
            () => server.Services, (service, instance) => _said.GetValueOrDefault((service, instance)), () => server.NowMs);
    }

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public void What_is_said_holds_and_what_is_taken_back_does_not()
    {
        Say(said => said with { Drained = true, Breaker = BreakerHold.Open });
        Assert.Equal(InstanceState.Drained, _gateway.Snapshot(Id).State);
        Assert.Equal(BreakerMode.Open, _gateway.Snapshot(Id).BreakerMode);
        Assert.Equal(InstanceState.Available, _gateway.Snapshot("catalog-2").State);

        Say(said => said with { Drained = false, Breaker = BreakerHold.Closed });
        Assert.NotEqual(InstanceState.Drained, _gateway.Snapshot(Id).State);
        Assert.Equal(BreakerMode.Closed, _gateway.Snapshot(Id).BreakerMode);

        _said.Clear();
        _follower.Follow();
        Assert.Equal(BreakerMode.Automatic, _gateway.Snapshot(Id).BreakerMode);
    }

    [Fact]
    public void Ejection_by_hand_is_taken_back_when_it_is_not_said_any_more()
    {
        Say(said => said with { Ejected = true });
        Assert.Equal(InstanceState.Ejected, _gateway.Snapshot(Id).State);

        _said.Clear();
        _follower.Follow();

        Assert.NotEqual(InstanceState.Ejected, _gateway.Snapshot(Id).State);
    }

    [Fact]
    public async Task Instance_that_a_reload_brings_gets_what_was_said_of_it()
    {
        _said[("catalog", "catalog-3")] = Override("catalog-3") with { Drained = true };
        _follower.Follow();

        await _gateway.Server.ReloadAsync(
            ServingGateway.Model(SystemFiles.Good.Replace("catalog-2", "catalog-3", StringComparison.Ordinal)), CancellationToken.None);
        _follower.Follow();

        Assert.Equal(InstanceState.Drained, _gateway.Snapshot("catalog-3").State);
    }

    [Fact]
    public void Change_ahead_of_the_store_stays_until_it_is_known_how_that_went()
    {
        var ahead = _follower.Ahead(_gateway.Catalog, _gateway.Catalog.Pool.Find(Id)!, Override(Id) with { Drained = true });
        _follower.Follow();
        Assert.Equal(InstanceState.Drained, _gateway.Snapshot(Id).State);

        // The store refused: what it says counts again.
        ahead.Dispose();

        Assert.NotEqual(InstanceState.Drained, _gateway.Snapshot(Id).State);
    }

    private static InstanceOverride Override(string id) => new() { Service = "catalog", Instance = id };

    private void Say(Func<InstanceOverride, InstanceOverride> change)
    {
        _said[("catalog", Id)] = change(_said.GetValueOrDefault(("catalog", Id)) ?? Override(Id));
        _follower.Follow();
    }
}
