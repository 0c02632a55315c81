using System.Runtime.InteropServices;
using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>A steady load on a few instances, one or more of which go bad at a known moment. Virtual time, from 0.</summary>
internal sealed class FaultSimulation
{
    private const long OriginMs = 10_000;

    private readonly Random _random;
    private readonly SimulatedLoad _load;
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly RetryBudget _budget = new(new RetryBudgetOptions());
    private readonly RetryRules _rules = new();
    private long _made;

    internal FaultSimulation(int seed, int hosts, double perSecond)
        : this(seed, new SimulatedLoad { Hosts = hosts, PerSecond = perSecond })
    {
    }

    internal FaultSimulation(int seed, SimulatedLoad load)
    {
        _random = new Random(seed);
        _load = load;
        NowMs = OriginMs;
        Hosts = [.. Enumerable.Range(0, load.Hosts).Select(i => new SimulatedInstance(new InstanceOptions { Id = $"i{i}" }, load.Workers))];
        Sent = new int[load.Hosts];
        Pool = new ServicePool("shop", load.Options, [.. Hosts.Select(h => h.Options with { Endpoint = h })], null, NowMs, Events.Add);
        At(NowMs, Arrive);
        At(NowMs, Sweep);
    }

    internal ServicePool Pool { get; }

    internal List<SimulatedInstance> Hosts { get; }

    internal List<PoolEvent> Events { get; } = [];

    internal long NowMs { get; private set; }

    internal int Requests { get; private set; }

    /// <summary>Requests that can be repeated and were not answered well in time.</summary>
    internal int LostGets { get; private set; }

    /// <summary>The same of those that can't.</summary>
    internal int LostPosts { get; private set; }

    internal int Lost => LostGets + LostPosts;

    internal int Attempts { get; private set; }

    /// <summary>Attempts per host.</summary>
    internal int[] Sent { get; }

    internal LatencyHistogram Latency { get; } = new();

    internal double ShareOf(int host) => (double)Sent[host] / Sent.Sum();

    internal void RunUntil(long ms)
    {
        while (_agenda.TryPeek(out _, out var when) && when.Item1 < OriginMs + ms)
        {
            var action = _agenda.Dequeue();
            NowMs = when.Item1;
            action();
        }
    }

    internal void Forget()
    {
        Requests = LostGets = LostPosts = Attempts = 0;
        Array.Clear(Sent);
        Latency.Reset();
    }

    private void At(long ms, Action action) => _agenda.Enqueue(action, (ms, _made++));

    private void Sweep()
    {
        Pool.Sweep(NowMs);
        At(NowMs + 100, Sweep);
    }

    private void Arrive()
    {
        At(NowMs + (long)Math.Round(-Math.Log(1 - _random.NextDouble()) * 1000 / _load.PerSecond), Arrive);
        Requests++;
        _budget.OnRequest(NowMs);
        Attempt(new SimulatedRequest(_random.NextDouble() >= _load.Posts, (ulong)_random.NextInt64(), NowMs + _load.DeadlineMs) { StartedMs = NowMs });
    }

    private void Attempt(SimulatedRequest request)
    {
        if (NowMs >= request.AbortAtMs)
        {
            Lose(request);
            return;
        }
        Attempts++;
        var selection = Pool.Select(new SelectionQuery
        {
            NowMs = NowMs,
            Random = (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
            Key = request.Key,
            HasKey = true,
            Tried = CollectionsMarshal.AsSpan(request.Tried),
            AvoidProbes = !request.Idempotent,
        });
        if (selection.Instance is not { } instance)
        {
            Lose(request);
            return;
        }
        request.Tried.Add(instance);
        var host = (SimulatedInstance)instance.Endpoint!;
        Sent[Hosts.IndexOf(host)]++;
        var limitMs = selection.ProbeTimeoutMs > 0 ? Math.Min(_load.TimeoutMs, selection.ProbeTimeoutMs) : _load.TimeoutMs;
        var (result, afterMs) = host.Answer(_random, limitMs, NowMs);
        var sentMs = NowMs;
        At(Math.Min(NowMs + afterMs, request.AbortAtMs), () => End(result));

        void End(AttemptResult end)
        {
            // What has happened to the host meanwhile happens to the attempt.
            if (end != AttemptResult.TimedOut && NowMs > sentMs && NowMs < request.AbortAtMs && host.Behaviour is Behaviour.Hung)
            {
                At(Math.Min(sentMs + limitMs, request.AbortAtMs), () => End(AttemptResult.TimedOut));
                return;
            }
            if (end == AttemptResult.Success && NowMs > sentMs && host.Behaviour == Behaviour.Crashed) end = AttemptResult.Reset;
            if (NowMs >= request.AbortAtMs) end = AttemptResult.Abandoned;
            Pool.Complete(selection, end, (NowMs - sentMs) * 1000, NowMs);
            if (end != AttemptResult.ConnectFailed) request.Sent++;
            Finish(request, end);
        }
    }

    private void Lose(SimulatedRequest request)
    {
        if (request.Idempotent) LostGets++;
        else LostPosts++;
    }

    private void Finish(SimulatedRequest request, AttemptResult result)
    {
        if (result == AttemptResult.Success)
        {
            Latency.Record((NowMs - request.StartedMs) * 1000);
            return;
        }
        if (result == AttemptResult.Abandoned)
        {
            Lose(request);
            return;
        }
        var cause = result switch
        {
            AttemptResult.ConnectFailed => AttemptCause.ConnectFailure,
            AttemptResult.TimedOut => AttemptCause.Timeout,
            AttemptResult.Reset => AttemptCause.Reset,
            _ => AttemptCause.Status,
        };
        var verdict = RetryDecision.Decide(cause, 500, _rules, request.Idempotent, replayable: true, request.Sent);
        if (verdict.Action == RetryAction.RetryFree) Attempt(request);
        else if (verdict.Action == RetryAction.Retry && _budget.TryTake(NowMs))
            At(NowMs + Backoff.DelayMs(request.Sent, 25, 250, (ulong)_random.NextInt64()), () => Attempt(request));
        else Lose(request);
    }
}
