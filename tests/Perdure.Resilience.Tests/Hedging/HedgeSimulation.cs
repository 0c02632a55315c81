using System.Runtime.InteropServices;
using Perdure.Resilience.Hedging;
using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Hedging;

/// <summary>
/// A steady load on ten instances of two workers each, hedged as the gateway does it, from one seed: virtual time in µs. An abandoned copy still takes its
/// worker's time, as in most servers.
/// </summary>
internal sealed class HedgeSimulation
{
    private const long OriginUs = 10_000_000;

    private readonly Random _random;
    private readonly HedgePolicy? _policy;
    private readonly double _perSecond;
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly List<Host> _hosts;
    private long _made;

    internal HedgeSimulation(int seed, double perSecond, HedgeOptions? hedging)
    {
        _random = new Random(seed);
        _perSecond = perSecond;
        _policy = hedging is null ? null : new HedgePolicy(hedging);
        NowUs = OriginUs;
        _hosts = [.. Enumerable.Range(0, 10).Select(i => new Host(new InstanceOptions { Id = $"i{i}", Zone = $"z{i % 3}" }))];
        Pool = new ServicePool("shop", new ServicePoolOptions(), [.. _hosts.Select(h => h.Options with { Endpoint = h })], null, NowMs);
        At(NowUs, Arrive);
        At(NowUs, Sweep);
    }

    internal ServicePool Pool { get; }

    internal long NowUs { get; private set; }

    internal int Requests { get; private set; }

    internal int Hedges { get; private set; }

    internal int Won { get; private set; }

    internal int SameZone { get; private set; }

    internal bool Saturated { get; set; }

    internal LatencyHistogram Latency { get; } = new();

    private long NowMs => NowUs / 1000;

    internal Host this[int host] => _hosts[host];

    internal void RunUntil(double seconds)
    {
        while (_agenda.TryPeek(out _, out var when) && when.Item1 < OriginUs + (long)(seconds * 1_000_000))
        {
            var action = _agenda.Dequeue();
            NowUs = when.Item1;
            action();
        }
    }

    internal void Forget()
    {
        Requests = Hedges = Won = 0;
        Latency.Reset();
    }

    /// <summary>From now on for so long the host does nothing, then everything that it has put off.</summary>
    internal void Pause(int host, double seconds)
    {
        for (var i = 0; i < _hosts[host].FreeAtUs.Length; i++) _hosts[host].FreeAtUs[i] = Math.Max(_hosts[host].FreeAtUs[i], NowUs) + (long)(seconds * 1_000_000);
        _hosts[host].PausedUntilUs = NowUs + (long)(seconds * 1_000_000);
    }

    private void At(long us, Action action) => _agenda.Enqueue(action, (us, _made++));

    private void Sweep()
    {
        Pool.Sweep(NowMs);
        At(NowUs + 100_000, Sweep);
    }

    private void Arrive()
    {
        At(NowUs + (long)(-Math.Log(1 - _random.NextDouble()) * 1_000_000 / _perSecond), Arrive);
        Requests++;
        _policy?.OnRequest(NowMs);
        var race = new Race(NowUs);
        var first = Start(race, second: false, []);
        var lateUs = _policy?.LateUs(Pool) ?? 0;
        if (lateUs > 0) At(NowUs + lateUs, () => OnDue(race, first, veryLate: false));
    }

    private void OnDue(Race race, Leg first, bool veryLate)
    {
        if (race.Over) return;
        switch (_policy!.Decide(veryLate, Saturated, NowMs))
        {
            case HedgeStep.Wait:
                At(Math.Max(NowUs, race.StartedUs + _policy.VeryLateUs(Pool)), () => OnDue(race, first, veryLate: true));
                break;
            case HedgeStep.Send:
                Hedges++;
                var second = Start(race, second: true, [first.Selection.Instance]);
                if (second.Selection.Instance!.Options.Zone == first.Selection.Instance!.Options.Zone) SameZone++;
                break;
        }
    }

    private Leg Start(Race race, bool second, List<Instance?> tried)
    {
        var query = new SelectionQuery { NowMs = NowMs, Random = (ulong)_random.NextInt64(long.MinValue, long.MaxValue), Tried = CollectionsMarshal.AsSpan(tried) };
        var selection = second ? Pool.SelectAnother(query, tried[0]!.Options.Zone) : Pool.Select(query);
        var leg = new Leg(selection, NowUs);
        race.Legs.Add(leg);
        var endUs = ((Host)selection.Instance!.Endpoint!).Serve(_random, NowUs);
        At(endUs, () => Answered(race, leg, second));
        return leg;
    }

    private void Answered(Race race, Leg leg, bool second)
    {
        if (race.Over) return;
        // What it was doing when it was paused takes so much longer.
        if (((Host)leg.Selection.Instance!.Endpoint!).PausedUntilUs is var until && until > NowUs)
        {
            At(until + 1_000, () => Answered(race, leg, second));
            return;
        }
        race.Over = true;
        if (second) Won++;
        Latency.Record(NowUs - race.StartedUs);
        foreach (var one in race.Legs)
            if (one == leg || one == race.Legs[0])
                _policy?.OnAnswer(NowUs - one.StartedUs);
        foreach (var one in race.Legs)
            Pool.Complete(one.Selection, one == leg ? AttemptResult.Success : AttemptResult.Outrun, NowUs - one.StartedUs, NowMs);
    }

    /// <summary>An instance: two workers, 20 ± 5 ms.</summary>
    internal sealed class Host(InstanceOptions options)
    {
        internal InstanceOptions Options { get; } = options;

        internal double Slow { get; set; } = 1;

        internal long[] FreeAtUs { get; } = new long[2];

        internal long PausedUntilUs { get; set; }

        internal int Served { get; set; }

        internal long Serve(Random random, long nowUs)
        {
            Served++;
            var us = (long)((15_000 + (10_000 * random.NextDouble())) * Slow);
            var first = FreeAtUs[0] <= FreeAtUs[1] ? 0 : 1;
            return FreeAtUs[first] = Math.Max(FreeAtUs[first], nowUs) + us;
        }
    }

    private sealed record Leg(Selection Selection, long StartedUs);

    private sealed record Race(long StartedUs)
    {
        internal bool Over { get; set; }

        internal List<Leg> Legs { get; } = [];
    }
}
