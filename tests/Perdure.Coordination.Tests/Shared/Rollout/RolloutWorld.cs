using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Coordination.Tests.Shared.Rollout;

/// <summary>
/// Nodes, a store with one guarded record, and two conductors that both may think they are the one, each with an old picture at times. In every
/// step is checked: never are two nodes in transition; after a stop nothing goes on; no node runs what it was not told to run. Pure, by seed.
/// </summary>
internal sealed class RolloutWorld
{
    private const int FaultyMs = 200_000;
    private const int EndMs = 1_200_000;

    private readonly Random _random;
    private readonly bool _calm;
    private readonly bool _isBad;
    private readonly bool _isUnloadable;
    private readonly List<Node> _nodes = [];
    private readonly Conductor[] _conductors = [new(), new()];
    private StagedRollout _rollout;
    private long _revision = 1;
    private bool _lost;
    private bool _stoppedByOperator;
    private long _nowMs;

    public RolloutWorld(int seed, bool calm = false)
    {
        _random = new Random(seed);
        _calm = calm;
        _isBad = !calm && _random.Next(5) == 0;
        _isUnloadable = !calm && _random.Next(8) == 0;
        for (var i = 0; i < 2 + _random.Next(4); i++) Join();
        _rollout = new StagedRollout
        {
            Version = 2, From = 1, By = "ann",
            Options = new RolloutOptions { Pause = TimeSpan.FromSeconds(_random.Next(12)), MinRequests = _random.Next(80), ReportTimeout = TimeSpan.FromSeconds(20) },
        };
    }

    /// <summary>Runs until it is over; how it ended.</summary>
    public string Run()
    {
        while (_nowMs < EndMs)
        {
            _nowMs += 500;
            var isFaulty = !_calm && _nowMs < FaultyMs;
            if (isFaulty) Disturb();
            else Calm();
            foreach (var node in _nodes) Live(node);
            foreach (var conductor in _conductors) Conduct(conductor, isFaulty);
            Check();
            if (!isFaulty && _rollout.State != RolloutState.Running && _nodes.All(n => n.Runs == Target(n))) return End();
        }
        throw new InvalidOperationException($"not over after {EndMs} ms: {_rollout}");
    }

    private string End()
    {
        if (_rollout.State == RolloutState.Done)
        {
            Assert.All(_nodes, n => Assert.Equal(2, n.Runs));
            return "all new";
        }
        Assert.All(_nodes, n => Assert.Equal(1, n.Runs));
        return _stoppedByOperator ? "all old: operator" : "all old: node";
    }

    private void Disturb()
    {
        switch (_random.Next(400))
        {
            case 0 or 1: _lost = true; break;
            case 2 or 3 or 4 or 5: _lost = false; break;
            case 6 when _nodes.Count < 8: Join(); break;
            case 7: _nodes[_random.Next(_nodes.Count)].Alive = false; break;
            case 8 or 9: foreach (var node in _nodes) node.Start(); break;
            case 10: _conductors[_random.Next(2)].Takes(); break;
            case 11: _conductors[_random.Next(2)].Active = false; break;
            case 12 when _random.Next(4) == 0 && !_lost: StopByOperator(); break;
        }
    }

    private void Calm()
    {
        _lost = false;
        foreach (var node in _nodes.Where(n => !n.Alive)) node.Start();
        if (!_conductors.Any(c => c.Active)) _conductors[0].Takes();
    }

    private void Join() => _nodes.Add(new Node($"n{_random.Next(1_000_000)}", $"z{_random.Next(3)}"));

    private void StopByOperator()
    {
        if (_rollout.State != RolloutState.Running) return;
        _stoppedByOperator = true;
        Write(_rollout with { State = RolloutState.Stopped, Node = null });
    }

    private long Target(Node node) => _rollout.Reaches(node.Id) ? 2 : 1;

    /// <summary>Half a second in the life of a node: it follows what it last heard, serves, reports.</summary>
    private void Live(Node node)
    {
        if (!node.Alive) return;
        if (!_lost && (_calm || _random.Next(4) != 0)) node.Told = Target(node);
        if (node.Runs != node.Told && !(node.Told == 2 && _isUnloadable) && _random.Next(3) == 0) node.Runs = node.Told;
        var requests = _random.Next(20);
        node.Requests += requests;
        // A bad version fails every fifth request; the good one, and the old one, one in a thousand.
        for (var i = 0; i < requests; i++)
        {
            if (_random.Next(1_000) < (node.Runs == 2 && _isBad ? 200 : _calm ? 0 : 1)) node.Failed++;
        }
        if (_lost || _random.Next(3) == 0) return;
        var isOk = node.Runs == node.Told;
        var tried = isOk || (node.Told == 2 && _isUnloadable);
        if (tried) node.Report = new NodeReport { Version = node.Told, Ok = isOk, Error = isOk ? null : "no", Requests = node.Requests, Failed = node.Failed };
    }

    private void Conduct(Conductor conductor, bool isFaulty)
    {
        if (!conductor.Active) return;
        // What a conductor sees may be old.
        if (!_lost && (!isFaulty || _random.Next(3) != 0)) (conductor.Seen, conductor.SeenRevision) = (_rollout, _revision);
        var alive = _nodes.Where(n => n.Alive).ToArray();
        var view = new RolloutView(
            !_lost, [.. alive.Select(n => new RolloutNode(n.Id, n.Zone))],
            alive.Where(n => n.Report is not null).ToDictionary(n => n.Id, n => n.Report!));
        (var move, conductor.Memory) = RolloutPolicy.Next(conductor.Seen ?? _rollout, view, conductor.Memory, _nowMs);
        if (_lost || conductor.Seen is null || conductor.SeenRevision != _revision) return;
        if (move.Stop is not null) Write(_rollout with { State = RolloutState.Stopped, Node = null, Reason = move.Stop });
        else if (move.Next is { } next) Write(next);
    }

    private void Write(StagedRollout next)
    {
        Assert.Equal(RolloutState.Running, _rollout.State);
        // One node at a time: a new one only when the one before was done and said so.
        if (next.Node is { } node && node != _rollout.Node)
        {
            Assert.Null(_rollout.Node);
            Assert.DoesNotContain(node, _rollout.Done);
        }
        if (next.Done.Length > _rollout.Done.Length) Assert.Equal(2, _nodes.Single(n => n.Id == _rollout.Node).Report!.Version);
        (_rollout, _revision) = (next, _revision + 1);
    }

    private void Check()
    {
        var transiting = _nodes.Count(n => n.Runs != 2 && _rollout.State == RolloutState.Running && _rollout.Reaches(n.Id) && !_rollout.Done.Contains(n.Id));
        Assert.True(transiting <= 1, $"{transiting} nodes are in transition");
        if (_rollout.State != RolloutState.Running) return;
        Assert.All(_nodes.Where(n => n.Runs == 2), n => Assert.True(_rollout.Reaches(n.Id), $"{n.Id} runs the new version before its turn"));
    }

    private sealed class Conductor
    {
        public bool Active { get; set; }

        public StagedRollout? Seen { get; set; }

        public long SeenRevision { get; set; }

        public RolloutMemory Memory { get; set; } = RolloutMemory.Empty;

        /// <summary>A process that takes over remembers nothing.</summary>
        public void Takes() => (Active, Seen, Memory) = (true, null, RolloutMemory.Empty);
    }

    private sealed class Node(string id, string zone)
    {
        public string Id { get; } = id;

        public string Zone { get; } = zone;

        public bool Alive { get; set; } = true;

        public long Told { get; set; } = 1;

        public long Runs { get; set; } = 1;

        public long Requests { get; set; }

        public long Failed { get; set; }

        public NodeReport? Report { get; set; }

        public void Start()
        {
            if (Alive) return;
            (Alive, Requests, Failed, Report) = (true, 0, 0, null);
        }
    }
}
