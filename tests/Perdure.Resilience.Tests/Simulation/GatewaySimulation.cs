using System.Runtime.InteropServices;
using Perdure.Resilience.Balancing;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.OutlierDetection;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>
/// One run from one seed: a pool in front of simulated instances, requests with retries as the gateway makes them, and faults at random
/// moments. Virtual time; events in order of time and then of making, so a seed replays exactly.
/// </summary>
internal sealed class GatewaySimulation
{
    private const long TimeoutMs = 400;
    private const long ChaosMs = 7_000;
    private const long RecoveryMs = 18_000;

    private readonly Random _random;
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly List<SimulatedInstance> _instances = [];
    private readonly ServicePoolOptions _options;
    private readonly RetryBudget _budget;
    private readonly Invariants _invariants;
    private readonly RetryRules _rules = new();
    private readonly double _gapMs;
    private readonly long _endMs;
    private ServicePool _pool;
    private long _nowMs = 10_000;
    private long _made;

    internal GatewaySimulation(int seed)
    {
        _random = new Random(seed);
        _options = RandomOptions();
        var budget = new RetryBudgetOptions { Ratio = 0.2, MinimumPerSecond = _random.Next(4), WindowMs = 2_000 };
        _budget = new RetryBudget(budget);
        _invariants = new Invariants(_options, budget);
        _gapMs = 1000.0 / (40 + _random.Next(120));
        _endMs = _nowMs + ChaosMs + RecoveryMs;
        for (var i = 0; i < 1 + _random.Next(7); i++) _instances.Add(new SimulatedInstance(RandomInstance(i)));
        _pool = NewPool(null);
    }

    internal int Requests { get; private set; }

    internal int Good { get; private set; }

    internal void Run()
    {
        At(_nowMs, Arrive);
        At(_nowMs, Sweep);
        At(_nowMs, Check);
        for (var i = _random.Next(10); i >= 0; i--) At(_nowMs + _random.NextInt64(ChaosMs), Disturb);
        At(_nowMs + ChaosMs, CalmDown);
        while (_agenda.TryDequeue(out var action, out var when))
        {
            _nowMs = when.Item1;
            action();
        }
        Invariants.AtTheEnd(_pool, _nowMs);
    }

    private void At(long ms, Action action) => _agenda.Enqueue(action, (ms, _made++));

    private void Arrive()
    {
        if (_nowMs >= _endMs) return;
        At(_nowMs + (long)Math.Round(-Math.Log(1 - _random.NextDouble()) * _gapMs), Arrive);
        Requests++;
        _invariants.OnRequest(_nowMs);
        _budget.OnRequest(_nowMs);
        var abortAtMs = _random.NextDouble() < 0.05 ? _nowMs + _random.Next(30) : long.MaxValue;
        Attempt(new SimulatedRequest(_random.NextDouble() < 0.9, Bits() % 50, abortAtMs));
    }

    private void Attempt(SimulatedRequest request)
    {
        if (_nowMs >= request.AbortAtMs) return;
        var selection = _pool.Select(new SelectionQuery
        {
            NowMs = _nowMs,
            Random = Bits(),
            Key = request.Key,
            HasKey = true,
            Tried = CollectionsMarshal.AsSpan(request.Tried),
            AvoidProbes = !request.Idempotent,
        });
        if (selection.Instance is not { } instance)
        {
            Invariants.OnNothingSelected(_pool, selection);
            return;
        }
        Invariants.OnSelected(_pool, selection, request);
        request.Tried.Add(instance);
        var simulated = (SimulatedInstance)instance.Endpoint!;
        var (result, afterMs) = simulated.Answer(_random, selection.ProbeTimeoutMs > 0 ? Math.Min(TimeoutMs, selection.ProbeTimeoutMs) : TimeoutMs);
        if (result != AttemptResult.ConnectFailed) request.Sent++;
        if (_nowMs + afterMs > request.AbortAtMs) (result, afterMs) = (AttemptResult.Abandoned, request.AbortAtMs - _nowMs);
        var sentAtMs = _nowMs;
        At(_nowMs + afterMs, () =>
        {
            // On the pool of now, as a gateway that reloads may do it.
            _pool.Complete(selection, result, (_nowMs - sentAtMs) * 1000, _nowMs);
            Continue(request, result);
        });
    }

    private void Continue(SimulatedRequest request, AttemptResult result)
    {
        if (result == AttemptResult.Success) Good++;
        if (result is AttemptResult.Success or AttemptResult.Abandoned) return;
        if (result != AttemptResult.ConnectFailed) request.MayHaveBeenExecuted = true;
        var cause = result switch
        {
            AttemptResult.ConnectFailed => AttemptCause.ConnectFailure,
            AttemptResult.Reset => AttemptCause.Reset,
            AttemptResult.TimedOut => AttemptCause.Timeout,
            _ => AttemptCause.Status,
        };
        switch (RetryDecision.Decide(cause, 503, _rules, request.Idempotent, replayable: true, request.Sent).Action)
        {
            case RetryAction.RetryFree:
                Attempt(request);
                break;
            case RetryAction.Retry when _budget.TryTake(_nowMs):
                _invariants.OnRetry(_nowMs);
                At(_nowMs + Backoff.DelayMs(request.Sent, 25, 250, Bits()), () => Attempt(request));
                break;
        }
    }

    private void Sweep()
    {
        _pool.Sweep(_nowMs);
        _invariants.OnSweep(_pool, _nowMs);
        if (_nowMs < _endMs + 2 * TimeoutMs) At(_nowMs + 100, Sweep);
    }

    private void Check()
    {
        if (_nowMs >= _endMs) return;
        foreach (var instance in _pool.Instances)
        {
            var behaviour = ((SimulatedInstance)instance.Endpoint!).Behaviour;
            _pool.ReportCheck(instance, behaviour is not (Behaviour.Crashed or Behaviour.Hung), _nowMs);
        }
        At(_nowMs + 700, Check);
    }

    private void Disturb()
    {
        var behaviour = (Behaviour)(1 + _random.Next(5));
        var instance = _pool.Instances[_random.Next(_pool.Instances.Length)];
        var simulated = (SimulatedInstance)instance.Endpoint!;
        switch (_random.Next(10))
        {
            case 0:
                var zone = simulated.Options.Zone;
                foreach (var lost in _instances.Where(i => i.Options.Zone == zone)) lost.Behaviour = behaviour;
                break;
            case 1: _pool.Drain(instance, _nowMs); break;
            case 2: _pool.Eject(instance, _nowMs); break;
            case 3: _pool.ForceBreaker(instance, (BreakerMode)_random.Next(3), _nowMs); break;
            case 4: Reload(); break;
            case 5: _pool.Defer(instance, _nowMs + _random.Next(3_000)); break;
            case 6: Flap(simulated, 6); break;
            default: simulated.Behaviour = behaviour; break;
        }
    }

    private void Flap(SimulatedInstance simulated, int times)
    {
        if (times == 0 || _nowMs >= _endMs - RecoveryMs) return;
        simulated.Behaviour = simulated.Behaviour == Behaviour.Good ? Behaviour.Crashed : Behaviour.Good;
        At(_nowMs + 300 + _random.Next(700), () => Flap(simulated, times - 1));
    }

    private void Reload()
    {
        if (_instances.Count > 1 && _random.Next(2) == 0) _instances.RemoveAt(_random.Next(_instances.Count));
        else _instances.Add(new SimulatedInstance(RandomInstance(100 + (int)_made)));
        _pool = NewPool(_pool);
    }

    private void CalmDown()
    {
        foreach (var simulated in _instances) simulated.Behaviour = Behaviour.Good;
        foreach (var instance in _pool.Instances)
        {
            _pool.Undrain(instance, _nowMs);
            if (instance.Standing.EjectedByOperator) _pool.Restore(instance, _nowMs);
            _pool.ForceBreaker(instance, BreakerMode.Automatic, _nowMs);
        }
    }

    private ServicePool NewPool(ServicePool? previous) => new(
        "simulated", _options, [.. _instances.Select(i => i.Options with { Endpoint = i })], previous, _nowMs, e => _invariants.OnEvent(_pool, e));

    private ServicePoolOptions RandomOptions() => new()
    {
        Balancing = new BalancingOptions { Kind = (BalancingKind)_random.Next(6) },
        CircuitBreaker = new CircuitBreakerOptions
        {
            MinimumRequests = 8, WindowMs = 2_000, OpenForMs = 500, ProbeTimeoutMs = TimeoutMs, SlowCallMs = _random.Next(2) == 0 ? 80 : null,
        },
        OutlierDetection = new OutlierDetectionOptions { MinimumRequests = 10, BaseEjectionMs = 800, MaxEjectionMs = 4_000 },
        SlowStartMs = 2_000,
        LocalZone = _random.Next(2) == 0 ? "z0" : null,
        LocalRegion = _random.Next(2) == 0 ? "r0" : null,
    };

    private InstanceOptions RandomInstance(int number) => new()
    {
        Id = $"i{number}",
        Zone = $"z{_random.Next(3)}",
        Region = $"r{_random.Next(2)}",
        Weight = 1 + _random.Next(3),
        Standby = number > 0 && _random.Next(5) == 0,
    };

    private ulong Bits() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
}
