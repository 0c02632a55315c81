using Perdure.Resilience.Bulkheads;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>
/// A queueing model in virtual time, from a seed: Poisson arrivals, a bulkhead, a real pool with two choices, and instances with a fixed number
/// of workers and an unbounded queue, which work on also for clients that have given up.
/// </summary>
internal sealed class OverloadSimulation
{
    private readonly OverloadScenario _scenario;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly ServicePool _pool;
    private readonly Dictionary<string, long[]> _freeAtUs = [];
    private readonly long _endUs;
    private long _nowUs = 1_000_000_000;
    private readonly long _startUs;
    private long _made;
    private bool _watching;

    internal OverloadSimulation(OverloadScenario scenario, int seed)
    {
        _scenario = scenario;
        _random = new Random(seed);
        var instances = Enumerable.Range(0, scenario.Hosts).Select(at => new InstanceOptions { Id = $"i{at}", Key = $"i{at}" }).ToList();
        foreach (var instance in instances) _freeAtUs[instance.Id] = new long[scenario.Workers];
        _pool = new ServicePool("s", new ServicePoolOptions { SlowStartMs = 0, Balancing = new() { Kind = scenario.Balancing } }, instances, null, _nowUs / 1_000, static _ => { });
        _startUs = _nowUs;
        _endUs = _nowUs + (long)(scenario.Seconds * 1e6);
        if (scenario.Bulkhead is { } options) Bulkhead = new Bulkhead(options, _nowUs);
    }

    internal Bulkhead? Bulkhead { get; }

    internal List<OverloadResult> Results { get; } = [];

    /// <summary>The limit every 100 ms.</summary>
    internal List<(double AtS, int Limit, int InFlight, int Queued, long BaselineUs)> Limits { get; } = [];

    internal OverloadSimulation Run()
    {
        At(0, Arrive);
        At(100_000, Sweep);
        while (_agenda.TryDequeue(out var action, out var when) && when.Item1 < _endUs + 3_000_000)
        {
            _nowUs = when.Item1;
            action();
        }
        return this;
    }

    internal double AtS(long us) => (us - _startUs) / 1e6;

    /// <summary>Right answers that came between two times, as a share of the capacity.</summary>
    internal double Goodput(double fromS, double toS) =>
        Results.Count(r => r.Good && AtS(r.EndUs) >= fromS && AtS(r.EndUs) < toS) / (_scenario.Capacity * (toS - fromS));

    /// <summary>The share of requests meant between two times that were answered in the end.</summary>
    internal double Success(double fromS, double toS, int? tier = null)
    {
        var meant = Results.Where(r => AtS(r.IntendedUs) >= fromS && AtS(r.IntendedUs) < toS && (tier is null || r.Tier == tier)).ToList();
        return (double)meant.Count(r => r.Good) / Math.Max(1, meant.Count(r => r.Try == 0));
    }

    internal double Percentile(double fromS, double toS, double q, bool rejected)
    {
        var took = Results.Where(r => AtS(r.IntendedUs) >= fromS && AtS(r.IntendedUs) < toS && r.Rejected == rejected).Select(r => r.TookUs / 1e3).Order().ToList();
        return took.Count == 0 ? 0 : took[(int)Math.Min(took.Count - 1, q * took.Count)];
    }

    private void At(long afterUs, Action action) => _agenda.Enqueue(action, (_nowUs + afterUs, _made++));

    private double Exponential() => -Math.Log(1 - _random.NextDouble());

    private void Arrive()
    {
        if (_nowUs >= _endUs) return;
        At(Math.Max(1, (long)(1e6 * Exponential() / (_scenario.Capacity * _scenario.Load(AtS(_nowUs))))), Arrive);
        var draw = _random.NextDouble();
        var tier = draw < _scenario.Tiers.Critical ? 0 : draw < _scenario.Tiers.Critical + _scenario.Tiers.Optional ? 2 : 1;
        Send(tier, (tier * 64) + (_scenario.Users ? _random.Next(64) : 0), _nowUs, 0);
    }

    private void Send(int tier, int priority, long intendedUs, int attempt)
    {
        var request = new OverloadRequest(Decided) { IntendedUs = intendedUs, SentUs = _nowUs, Try = attempt, Tier = tier, PriorityDrawn = priority };
        At(_scenario.DeadlineMs * 1_000, () => GiveUp(request));
        if (Bulkhead is null || Bulkhead.TryEnter())
        {
            Serve(request);
            return;
        }
        switch (Bulkhead.Enter(request, priority, _nowUs + (_scenario.DeadlineMs * 1_000), _nowUs, out _))
        {
            case BulkheadEntry.Entered: Serve(request); break;
            case BulkheadEntry.Shed: End(request, good: false, rejected: true); break;
            default: Watch(); break;
        }
    }

    // As in the gateway: told on another thread, a moment later.
    private void Decided(OverloadRequest request, ShedReason reason) => At(10, () =>
    {
        if (reason != ShedReason.None)
        {
            if (!request.Over) End(request, good: false, rejected: true);
        }
        else if (request.Over) Bulkhead!.Leave(_nowUs);
        else Serve(request);
    });

    private void Serve(OverloadRequest request)
    {
        request.HoldsPlace = true;
        request.ServedUs = _nowUs;
        request.Selection = _pool.Select(new SelectionQuery { NowMs = _nowUs / 1_000, Random = (ulong)_random.NextInt64(), Saturated = Bulkhead is { IsSaturated: true } });
        if (request.Selection.Instance is not { } instance)
        {
            Leave(request);
            End(request, good: false, rejected: true);
            return;
        }
        var free = _freeAtUs[instance.Id];
        var first = Array.IndexOf(free, free.Min());
        var startUs = Math.Max(free[first], _nowUs);
        var times = _scenario.Even ? 0.75 + (0.5 * _random.NextDouble()) : Math.Min(5, Exponential());
        free[first] = startUs + (long)(1_000 * _scenario.MeanMs * times * _scenario.Slow(AtS(startUs)));
        At(free[first] - _nowUs, () => Answered(request));
    }

    private void Answered(OverloadRequest request)
    {
        if (request.Over) return;
        var tookUs = _nowUs - request.ServedUs;
        _pool.Complete(request.Selection, AttemptResult.Success, tookUs, _nowUs / 1_000);
        Bulkhead?.Record(tookUs, true, _nowUs);
        Leave(request);
        End(request, good: true, rejected: false);
    }

    private void GiveUp(OverloadRequest request)
    {
        if (request.Over) return;
        if (request.HoldsPlace)
        {
            var tookUs = _nowUs - request.ServedUs;
            _pool.Complete(request.Selection, AttemptResult.TimedOut, tookUs, _nowUs / 1_000);
            Bulkhead?.Record(tookUs, false, _nowUs);
            Leave(request);
        }
        else Bulkhead?.Cancel(request, _nowUs);
        End(request, good: false, rejected: false);
    }

    private void Leave(OverloadRequest request)
    {
        request.HoldsPlace = false;
        Bulkhead?.Leave(_nowUs);
    }

    private void End(OverloadRequest request, bool good, bool rejected)
    {
        request.Over = true;
        Results.Add(new OverloadResult(request.IntendedUs, _nowUs, request.Tier, request.Try, _nowUs - request.SentUs, good, rejected));
        if (!good && request.Try < _scenario.Retries) Send(request.Tier, request.PriorityDrawn, request.IntendedUs, request.Try + 1);
    }

    private void Watch()
    {
        if (_watching) return;
        _watching = true;
        At(Bulkhead!.SweepEveryMs * 1_000, () =>
        {
            _watching = false;
            Bulkhead.Sweep(_nowUs);
            if (Bulkhead.Queued > 0) Watch();
        });
    }

    private void Sweep()
    {
        _pool.Sweep(_nowUs / 1_000);
        if (Bulkhead is { } bulkhead)
        {
            bulkhead.Sweep(_nowUs);
            var now = bulkhead.Snapshot();
            Limits.Add((AtS(_nowUs), now.Limit, now.InFlight, now.Queued, now.BaselineUs));
        }
        if (_nowUs < _endUs) At(100_000, Sweep);
    }
}
