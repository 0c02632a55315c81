using System.Runtime.InteropServices;
using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>A steady load of idempotent requests on a few instances, one or more of which go bad at a known moment. Virtual time.</summary>
internal sealed class FaultSimulation
{
    private const long TimeoutMs = 500;

    private readonly Random _random;
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly RetryBudget _budget = new(new RetryBudgetOptions());
    private readonly RetryRules _rules = new();
    private readonly double _gapMs;
    private readonly long _endMs;
    private long _made;

    internal FaultSimulation(int seed, int hosts, double perSecond, long ms)
    {
        _random = new Random(seed);
        _gapMs = 1000 / perSecond;
        NowMs = 10_000;
        _endMs = NowMs + ms;
        Hosts = [.. Enumerable.Range(0, hosts).Select(i => new SimulatedInstance(new InstanceOptions { Id = $"i{i}" }))];
        Pool = new ServicePool(
            "shop", new ServicePoolOptions(), [.. Hosts.Select(h => h.Options with { Endpoint = h })], null, NowMs, Events.Add);
        At(NowMs, Arrive);
        At(NowMs, Sweep);
    }

    internal ServicePool Pool { get; }

    internal List<SimulatedInstance> Hosts { get; }

    internal List<PoolEvent> Events { get; } = [];

    internal long NowMs { get; private set; }

    internal int Sent { get; private set; }

    internal int Failed { get; private set; }

    internal int Attempts { get; private set; }

    internal LatencyHistogram Latency { get; } = new();

    internal void RunUntil(long ms)
    {
        while (_agenda.TryPeek(out _, out var when) && when.Item1 < 10_000 + ms)
        {
            var action = _agenda.Dequeue();
            NowMs = when.Item1;
            action();
        }
    }

    internal void Forget()
    {
        Sent = Failed = Attempts = 0;
        Latency.Reset();
    }

    private void At(long ms, Action action) => _agenda.Enqueue(action, (ms, _made++));

    private void Sweep()
    {
        Pool.Sweep(NowMs);
        if (NowMs < _endMs) At(NowMs + 100, Sweep);
    }

    private void Arrive()
    {
        if (NowMs < _endMs) At(NowMs + (long)Math.Round(-Math.Log(1 - _random.NextDouble()) * _gapMs), Arrive);
        Sent++;
        _budget.OnRequest(NowMs);
        Attempt([], 0, NowMs);
    }

    private void Attempt(List<Instance?> tried, int sent, long startedMs)
    {
        Attempts++;
        var selection = Pool.Select(new SelectionQuery
        {
            NowMs = NowMs, Random = (ulong)_random.NextInt64(long.MinValue, long.MaxValue), Tried = CollectionsMarshal.AsSpan(tried),
        });
        if (selection.Instance is not { } instance)
        {
            Failed++;
            return;
        }
        tried.Add(instance);
        var limitMs = selection.ProbeTimeoutMs > 0 ? Math.Min(TimeoutMs, selection.ProbeTimeoutMs) : TimeoutMs;
        var (result, afterMs) = ((SimulatedInstance)instance.Endpoint!).Answer(_random, limitMs);
        At(NowMs + afterMs, () =>
        {
            Pool.Complete(selection, result, afterMs * 1000, NowMs);
            Finish(tried, result == AttemptResult.ConnectFailed ? sent : sent + 1, startedMs, result);
        });
    }

    private void Finish(List<Instance?> tried, int sent, long startedMs, AttemptResult result)
    {
        if (result == AttemptResult.Success)
        {
            Latency.Record((NowMs - startedMs) * 1000);
            return;
        }
        var cause = result switch
        {
            AttemptResult.ConnectFailed => AttemptCause.ConnectFailure,
            AttemptResult.TimedOut => AttemptCause.Timeout,
            AttemptResult.Reset => AttemptCause.Reset,
            _ => AttemptCause.Status,
        };
        var verdict = RetryDecision.Decide(cause, 500, _rules, idempotent: true, replayable: true, sent);
        if (verdict.Action == RetryAction.RetryFree) Attempt(tried, sent, startedMs);
        else if (verdict.Action == RetryAction.Retry && _budget.TryTake(NowMs))
            At(NowMs + Backoff.DelayMs(sent, 25, 250, (ulong)_random.NextInt64()), () => Attempt(tried, sent, startedMs));
        else Failed++;
    }
}
