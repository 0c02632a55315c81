using System.Collections.Immutable;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Coordination.Tests.Shared.Rollout;

public sealed class RolloutPolicyTests
{
    private readonly Dictionary<string, NodeReport> _reports = [];
    private ImmutableArray<RolloutNode> _nodes = [new("c", "z1"), new("a", "z2"), new("b", "z1")];
    private StagedRollout _rollout = new()
    {
        Version = 2, From = 1, By = "ann",
        Options = new RolloutOptions { Pause = TimeSpan.FromSeconds(10), MinRequests = 50, ReportTimeout = TimeSpan.FromSeconds(30) },
    };

    private RolloutMemory _memory = RolloutMemory.Empty;
    private string? _stop;
    private long _nowMs;

    public RolloutPolicyTests()
    {
        foreach (var node in _nodes) _reports[node.Id] = new NodeReport { Version = 1, Ok = true };
    }

    [Fact]
    public void Nodes_are_changed_one_by_one_by_zone_and_id_after_a_look_at_how_it_was()
    {
        Run(9);
        Assert.Null(_rollout.Node);
        Run(2);
        Assert.Equal(("b", new ErrorCount(3 * 10 * 10, 0)), (_rollout.Node, _rollout.Before!.Value));
        Assert.Equal("b c a", string.Join(' ', _rollout.Order));
        Change("b");
        Run(12);
        Assert.Equal("c", _rollout.Node);
        Change("c");
        Run(12);
        Change("a");
        Run(13);
        Assert.Equal(RolloutState.Done, _rollout.State);
        Assert.Equal("b c a", string.Join(' ', _rollout.Done));
        Assert.Null(_stop);
    }

    [Fact]
    public void Node_that_says_nothing_is_waited_for_and_then_stops_it()
    {
        Run(11);
        Run(30);
        Assert.Null(_stop);
        Run(2);
        Assert.Contains("node b has not said within 30 s", _stop, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_that_cannot_load_it_stops_it_at_once()
    {
        Run(11);
        _reports["b"] = _reports["b"] with { Version = 2, Ok = false, Error = "line 3: no such service" };
        Run(1);
        Assert.Contains("node b cannot load it: line 3", _stop, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_on_the_changed_node_stop_it_before_the_pause_is_over()
    {
        Run(11);
        Change("b");
        Run(1);
        Run(6, failing: "b");
        Assert.Contains("requests to node b", _stop, StringComparison.Ordinal);
        Assert.Contains("it was 0.0", _stop, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_that_everybody_has_stop_nothing()
    {
        Run(11);
        Change("b");
        Run(11, failing: "abc");
        Assert.Null(_stop);
        Assert.Contains("b", _rollout.Done);
    }

    [Fact]
    public void Errors_that_were_there_before_stop_nothing()
    {
        Run(11, failing: "abc");
        Assert.True(_rollout.Before!.Value.Ratio > 0.09);
        Change("b");
        Run(12, failing: "b");
        Assert.Null(_stop);
        Assert.Contains("b", _rollout.Done);
    }

    [Fact]
    public void Errors_that_begin_later_on_a_node_changed_before_stop_it()
    {
        Run(11);
        Change("b");
        Run(12);
        Change("c");
        Run(1);
        Run(8, failing: "b");
        Assert.Contains("the changed nodes", _stop, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_that_nobody_uses_is_taken_as_good_after_four_pauses()
    {
        Run(11, load: 0);
        Change("b");
        Run(39, load: 0);
        Assert.Equal("b", _rollout.Node);
        Run(3, load: 0);
        Assert.Contains("b", _rollout.Done);
    }

    [Fact]
    public void Node_that_is_not_changed_yet_and_dies_is_left_out_and_one_that_joins_comes_in()
    {
        Run(11);
        Change("b");
        _nodes = [new("a", "z2"), new("b", "z1"), new("new", null)];
        _reports["new"] = new NodeReport { Version = 1, Ok = true };
        Run(12);
        Assert.Equal("new", _rollout.Node);
        Change("new");
        Run(12);
        Assert.Equal("a", _rollout.Node);
    }

    [Fact]
    public void Changed_node_that_dies_stops_it_unless_it_is_back_in_time()
    {
        Run(11);
        Change("b");
        var report = _reports["b"];
        _reports.Remove("b");
        Run(20);
        Assert.Null(_stop);
        // Back, with counters that begin anew.
        _reports["b"] = report with { Requests = 0 };
        Run(12);
        Assert.Contains("b", _rollout.Done);
        _nodes = [.. _nodes.Where(n => n.Id != "b")];
        Change("c");
        Run(33);
        Assert.Contains("node b", _stop, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_in_which_the_store_is_lost_does_not_count()
    {
        Run(11);
        Run(100, fresh: false);
        Assert.Null(_stop);
        Run(29);
        Assert.Null(_stop);
        Change("b");
        Run(5);
        Run(100, fresh: false);
        Run(5);
        Assert.Equal("b", _rollout.Node);
        Run(7);
        Assert.Contains("b", _rollout.Done);
    }

    [Fact]
    public void Rollout_that_is_over_is_left_alone()
    {
        _rollout = _rollout with { State = RolloutState.Stopped };
        Run(100);
        Assert.Equal(RolloutState.Stopped, _rollout.State);
        Assert.Null(_rollout.Node);
    }

    private void Change(string node) => _reports[node] = _reports[node] with { Version = 2 };

    /// <summary>Seconds go by; every node answers ten requests in each, of which one fails where something fails.</summary>
    private void Run(int seconds, string failing = "", int load = 10, bool fresh = true)
    {
        for (var i = 0; i < seconds && _stop is null; i++)
        {
            _nowMs += 1_000;
            foreach (var (node, report) in _reports.ToArray())
            {
                var failed = failing.Contains(node, StringComparison.Ordinal) ? 1 : 0;
                _reports[node] = report with { Requests = report.Requests + load, Failed = report.Failed + failed };
            }
            (var move, _memory) = RolloutPolicy.Next(_rollout, new RolloutView(fresh, _nodes, _reports), _memory, _nowMs);
            if (move.Next is { } next) _rollout = next;
            _stop = move.Stop;
        }
    }
}
