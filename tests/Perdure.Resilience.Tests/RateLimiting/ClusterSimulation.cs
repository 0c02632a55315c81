using Perdure.Resilience.Measuring;
using Perdure.Resilience.RateLimiting;

namespace Perdure.Resilience.Tests.RateLimiting;

/// <summary>
/// Nodes that keep one limit together over a network that delays, loses and cuts, in steps of 1 ms, from a seed. Each node has a clock of its
/// own that began at another time and runs up to 100 ppm wrong.
/// </summary>
internal sealed class ClusterSimulation
{
    private const long StepMs = 1;
    private const long RestartMs = 2_000;
    private const long TtlMs = 5_000;

    private readonly ClusterScenario _scenario;
    private readonly ClusterLimiterOptions _options = new();
    private readonly List<Message> _inFlight = [];
    private readonly Node[] _nodes;
    private ulong _random;
    private double _level;

    public ClusterSimulation(ClusterScenario scenario, ulong seed)
    {
        _scenario = scenario;
        _random = seed;
        _nodes = [.. Enumerable.Range(0, scenario.Nodes).Select(index => new Node(index, Draw(1_000_000), 1 + ((Unit() - 0.5) * 2e-4)))];
        foreach (var node in _nodes) Start(node, 0);
    }

    /// <summary>All that was admitted.</summary>
    public long Admitted { get; private set; }

    /// <summary>The most that was admitted beyond rate × time + burst, over all spans of time.</summary>
    public double Excess { get; private set; }

    public ClusterSimulation Run()
    {
        for (long now = 0; now < _scenario.LastsMs; now += StepMs)
        {
            Deliver(now);
            foreach (var node in _nodes) Step(node, now);
            _level = Math.Max(0, _level - ((double)_scenario.Rule.Requests * StepMs / _scenario.Rule.PerMs));
            Excess = Math.Max(Excess, _level - _scenario.Rule.Burst);
        }
        return this;
    }

    private void Step(Node node, long now)
    {
        if (_scenario.IsKilled(node.Index, now) && node.Limiter is not null)
        {
            node.Limiter = null;
            node.DiedMs = now;
        }
        if (node.Limiter is null && now - node.DiedMs >= RestartMs) Start(node, now);
        if (node.Limiter is not { } limiter) return;
        // Not before the nodes have met.
        var offered = now < 500 ? 0 : _scenario.Offered(node.Index, now) * StepMs / 1_000;
        for (var count = (int)offered + (Unit() < offered - (int)offered ? 1 : 0); count > 0; count--)
        {
            if (!limiter.TryTake(7, node.Clock(now)).Admitted) continue;
            Admitted++;
            _level++;
        }
        if (now < node.NextPushMs) return;
        node.NextPushMs = now + _options.IntervalMs;
        Push(node, limiter, now);
        Look(node, limiter, now);
    }

    private void Push(Node node, ClusterLimiter limiter, long now)
    {
        foreach (var other in _nodes)
        {
            if (other == node || _scenario.IsCut(node.Index, other.Index, now) || Unit() < _scenario.Loss) continue;
            var counts = new List<ClusterCount>();
            limiter.Collect(counts, long.MinValue, node.Clock(now));
            _inFlight.Add(new Message(now + 1 + Draw(_scenario.DelayMaxMs), other.Index, node.Name, node.Index, counts));
            // Now and then one comes twice.
            if (Unit() < 0.05) _inFlight.Add(_inFlight[^1] with { AtMs = now + 1 + Draw(5 * _scenario.DelayMaxMs) });
        }
    }

    private void Look(Node node, ClusterLimiter limiter, long now)
    {
        // A node is known to be dead when its lease is over.
        var live = _nodes.Where(n => n.Limiter is not null || now - n.DiedMs < TtlMs).ToList();
        var heard = live.All(n => n == node || now - node.HeardMs[n.Index] <= _options.LostAfterMs);
        limiter.SetNodes(live.Count, heard && !_scenario.IsStoreLost(now));
    }

    private void Deliver(long now)
    {
        for (var at = _inFlight.Count - 1; at >= 0; at--)
        {
            var message = _inFlight[at];
            if (message.AtMs > now) continue;
            _inFlight.RemoveAt(at);
            var to = _nodes[message.To];
            if (to.Limiter is null || _scenario.IsCut(message.From, message.To, now)) continue;
            to.HeardMs[message.From] = now;
            to.Limiter.Merge(message.Sender, message.Counts, to.Clock(now));
        }
    }

    private void Start(Node node, long now)
    {
        node.Limiter = new ClusterLimiter(_scenario.Rule, _options);
        node.Starts++;
        node.HeardMs = [.. _nodes.Select(_ => now == 0 ? 0 : now - _options.LostAfterMs - 1)];
        node.NextPushMs = now + Draw(_options.IntervalMs);
        Look(node, node.Limiter, now);
    }

    private double Unit()
    {
        _random += 0x9E3779B97F4A7C15;
        return Jitter.Unit(Jitter.Mix(_random));
    }

    private long Draw(long below) => (long)(Unit() * below);

    private sealed class Node(int index, long offsetMs, double pace)
    {
        public int Index { get; } = index;

        public ClusterLimiter? Limiter { get; set; }

        public long DiedMs { get; set; } = long.MinValue / 2;

        public long NextPushMs { get; set; }

        public long[] HeardMs { get; set; } = [];

        public int Starts { get; set; }

        public string Name => $"node-{Index}/{Starts}";

        public long Clock(long now) => offsetMs + (long)(now * pace);
    }

    private sealed record Message(long AtMs, int To, string Sender, int From, IReadOnlyList<ClusterCount> Counts);
}
