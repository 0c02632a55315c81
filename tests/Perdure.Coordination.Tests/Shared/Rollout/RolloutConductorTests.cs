using System.Text.Json;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared.Rollout;

public sealed class RolloutConductorTests : IAsyncLifetime
{
    private static readonly RolloutOptions Quick = new()
    {
        Pause = TimeSpan.FromMilliseconds(60), MinRequests = 5, ReportTimeout = TimeSpan.FromMinutes(5),
    };

    private readonly SharedFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RolloutConductor> _conductors = [];
    private readonly string[] _names = ["a", "b", "c"];
    private readonly Dictionary<string, SharedNode> _nodes = [];
    private readonly List<string> _order = [];
    private volatile string _conductor = "a";
    private volatile string? _cannotLoad;
    private volatile string? _silent;
    private volatile bool _isBad;
    private Task _lives = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        foreach (var name in _names)
        {
            var node = await _fixture.ReadyNodeAsync(name);
            _nodes[name] = node;
            _conductors.Add(RolloutConductor.Start(
                node.Store, node.State, () => _conductor == name, () => [.. _names.Select(n => new RolloutNode(n, null))]));
        }
        await _nodes["a"].State.Configuration.ApplyAsync("one", "ann");
        _lives = Task.WhenAll(_names.Select(n => Task.Run(() => LiveAsync(n))));
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _lives;
        foreach (var conductor in _conductors) await conductor.DisposeAsync();
        await _fixture.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Good_version_reaches_all_nodes_one_by_one()
    {
        await _nodes["b"].State.Configuration.ApplyAsync("two", "ann", staged: Quick);
        await EndsAsync(RolloutState.Done);
        Assert.Equal("a b c", string.Join(' ', _order));
        Assert.All(_nodes.Values, n => Assert.Equal("two", n.State.Configuration.TargetFor("anybody")!.Text));
    }

    [Fact]
    public async Task Version_that_a_node_cannot_load_is_taken_back_everywhere()
    {
        _cannotLoad = "b";
        await _nodes["a"].State.Configuration.ApplyAsync("two", "ann", staged: Quick);
        await EndsAsync(RolloutState.Stopped);
        Assert.Contains("node b cannot load it", _nodes["c"].State.Configuration.Rollout!.Reason, StringComparison.Ordinal);
        await Eventually.Holds(() => _nodes["c"].State.Configuration.Current?.Version == 3, "it is taken back");
        var current = _nodes["c"].State.Configuration.Current!;
        Assert.Equal(("one", 1L, "node a"), (current.Text, current.RollbackOf, current.By));
        await Eventually.Holds(() => _nodes["a"].Log.TextOf("rollout-stopped") is not null, "the conductor says so");
    }

    [Fact]
    public async Task Version_that_makes_errors_is_taken_back_after_the_first_node()
    {
        _isBad = true;
        await _nodes["a"].State.Configuration.ApplyAsync("two", "ann", staged: Quick);
        await EndsAsync(RolloutState.Stopped);
        Assert.Equal("a", string.Join(' ', _order));
        Assert.Contains("failed", _nodes["a"].State.Configuration.Rollout!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_version_that_is_taken_back_leaves_the_nodes_their_own_files()
    {
        await _nodes["a"].State.Configuration.WithdrawAsync("ann");
        _isBad = true;
        await _nodes["a"].State.Configuration.ApplyAsync("two", "ann", staged: Quick);
        await EndsAsync(RolloutState.Stopped);
        await Eventually.Holds(() => _nodes.Values.All(n => n.State.Configuration.TargetFor("anybody") is null), "all have their own files");
    }

    [Fact]
    public async Task Conductor_that_changes_and_a_store_that_is_lost_halfway_end_in_all_new()
    {
        // Who says nothing yet keeps the roll-out from being over before the rest of this begins.
        _silent = "b";
        await _nodes["a"].State.Configuration.ApplyAsync("two", "ann", staged: Quick);
        foreach (var node in _nodes.Values) node.Store.Rates = FaultRates.Rough;
        await Eventually.Holds(() => _nodes["b"].State.Configuration.Rollout?.Node is not null, "a node is changed");
        _conductor = "none";
        foreach (var node in _nodes.Values) node.Store.Lose();
        await Eventually.Holds(() => _nodes.Values.All(n => !n.State.Fresh), "all notice that the store is lost");
        _conductor = "c";
        _silent = null;
        foreach (var node in _nodes.Values) node.Store.Return();
        await EndsAsync(RolloutState.Done);
        Assert.Equal("a b c", string.Join(' ', _order));
    }

    [Fact]
    public async Task Operator_who_stops_it_sends_all_back()
    {
        _silent = "a";
        await _nodes["a"].State.Configuration.ApplyAsync("two", "ann", staged: Quick);
        await Eventually.Holds(() => _nodes["b"].State.Configuration.Rollout?.Node == "a", "the first node is changed");
        await _nodes["b"].State.Configuration.StopRolloutAsync("bob", "it looks odd");
        await EndsAsync(RolloutState.Stopped);
        Assert.Equal("it looks odd", _nodes["a"].State.Configuration.Rollout!.Reason);
    }

    /// <summary>A node: follows its target, answers requests, says so.</summary>
    private async Task LiveAsync(string name)
    {
        var node = _nodes[name];
        var (requests, failed) = (0L, 0L);
        while (!_stop.IsCancellationRequested)
        {
            var target = node.State.Configuration.TargetFor(name);
            var isNew = target?.Text == "two";
            if (isNew)
            {
                lock (_order)
                {
                    if (!_order.Contains(name)) _order.Add(name);
                }
            }
            requests += 4;
            if (isNew && _isBad) failed += 2;
            var isOk = !(isNew && _cannotLoad == name);
            var report = new NodeReport { Version = target?.Version ?? 0, Ok = isOk, Error = isOk ? null : "no", Requests = requests, Failed = failed };
            if (isNew && _silent == name)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
                continue;
            }

            var value = JsonSerializer.SerializeToUtf8Bytes(report, SharedJson.Store.NodeReport);
            await _fixture.Store.CommitAsync(new Transaction { Then = [Operation.Put($"reports/{name}", value)] }, default);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private Task EndsAsync(RolloutState state) => Eventually.Holds(
        () => _nodes.Values.All(n => n.State.Fresh && n.State.Configuration.Rollout?.State == state), $"the roll-out is {state}");
}
