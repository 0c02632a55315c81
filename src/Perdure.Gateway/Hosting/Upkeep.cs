using System.Collections.Immutable;
using System.Net.Sockets;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.HealthChecks;
using Perdure.Gateway.Listening;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Hosting;

/// <summary>
/// What goes on beside the requests: sweeping the pools, the active checks, the node's guard, flags that switch themselves, certificates that change, and closing what a reload left
/// behind once its last request is done.
/// </summary>
internal sealed class Upkeep(GatewayCore core, AutomaticFlags flags, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(1);

    // Disposing closes only idle connections, so requests in flight finish. The delay is for those about to use one.
    private const long RetireAfterMs = 5_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _closeNow = new();
    private readonly List<(Upstream Upstream, long DueMs)> _retired = [];
    private readonly List<Task> _closing = [];
    private readonly Lock _lock = new();
    private ImmutableArray<ActiveChecker> _checkers = [];
    private DispatchProbe? _probe;
    private long _tidiedAtMs;
    private long _refreshedAtMs;
    private long _sampledAtMs;
    private Task _loop = Task.CompletedTask;

    /// <summary>Begins; <paramref name="listeners"/> gives those in force.</summary>
    public void Start(Func<ImmutableArray<HttpListener>> listeners)
    {
        if (core.HostUsage is not null)
            OpenProbe();
        _loop = Task.Run(() => LoopAsync(listeners));
    }

    /// <summary>After a swap of plans: the checks follow, connections that the new plan does not use are retired.</summary>
    public async Task FollowAsync(GatewayPlan? before, GatewayPlan plan)
    {
        foreach (var checker in _checkers)
            await checker.DisposeAsync();
        _checkers =
        [
            .. plan.Services.Where(service => service.Model.HealthCheck is not null)
                .Select(service => new ActiveChecker(service, service.Model.HealthCheck!, time, core.Clock, core.Random)),
        ];
        if (before is null)
            return;
        var used = plan.Services.SelectMany(service => service.Pool.Instances).Select(instance => instance.Endpoint).ToHashSet();
        lock (_lock)
        {
            var dueMs = core.Clock.NowMs + RetireAfterMs;
            foreach (var upstream in before.Endpoints.Where(upstream => !used.Contains(upstream)))
                _retired.Add((upstream, dueMs));
        }
    }

    /// <summary>Closes a listener in the background: what is in flight on it may finish.</summary>
    public void Close(HttpListener listener, TimeSpan limit)
    {
        lock (_lock)
        {
            _closing.RemoveAll(task => task.IsCompleted);
            _closing.Add(CloseAsync(listener, limit));
        }
    }

    /// <summary>Ends all of it; listeners that still drain are closed when <paramref name="hard"/> is cancelled.</summary>
    public async Task StopAsync(CancellationToken hard)
    {
        if (!_stop.IsCancellationRequested)
            await _stop.CancelAsync();
        await _loop;
        _probe?.Dispose();
        foreach (var checker in _checkers)
            await checker.DisposeAsync();
        _checkers = [];
        await using var now = hard.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _closeNow);
        await Task.WhenAll(_closing);
    }

    /// <summary>Closes every connection to every instance.</summary>
    public void RetireAll()
    {
        foreach (var upstream in core.PlanOrNull?.Endpoints ?? [])
            upstream.Dispose();
        foreach (var (upstream, _) in _retired)
            upstream.Dispose();
    }

    private async Task LoopAsync(Func<ImmutableArray<HttpListener>> listeners)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        _tidiedAtMs = _refreshedAtMs = _sampledAtMs = core.Clock.NowMs;
        while (!_stop.IsCancellationRequested)
        {
            Task tick = timer.WaitForNextTickAsync(_stop.Token).AsTask();
            await tick.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                Tick(listeners);
            }
            catch (Exception fault)
            {
                // Without it the guard would stay as it is for ever, and so would every pool and every queue.
                GatewayLog.UpkeepFault(core.Log, "the gateway", fault);
            }
        }
    }

    private void Tick(Func<ImmutableArray<HttpListener>> listeners)
    {
        var nowMs = core.Clock.NowMs;
        // A tick that comes a little early is as good.
        if (nowMs - _sampledAtMs >= NodeGuard.SampleEveryMs - (SweepEvery.TotalMilliseconds / 2))
        {
            _sampledAtMs = nowMs;
            Guard();
        }

        SweepAll();
        DisposeRetired();
        flags.Tick(core.Plan, core.Guard.Shed, nowMs);
        if (nowMs - _refreshedAtMs >= RefreshEvery.TotalMilliseconds)
        {
            _refreshedAtMs = nowMs;
            core.Salt.Refresh();
            foreach (var listener in listeners())
                listener.Refresh();
        }

        if (nowMs - _tidiedAtMs < TidyEvery.TotalMilliseconds)
            return;
        _tidiedAtMs = nowMs;
        foreach (var upstream in core.Plan.Endpoints)
            upstream.Sweep(nowMs);
    }

    private void SweepAll()
    {
        foreach (var route in core.Plan.RouteRuntimes)
        {
            try
            {
                route.Bulkhead?.Sweep();
            }
            catch (Exception fault)
            {
                GatewayLog.UpkeepFault(core.Log, route.Name, fault);
            }
        }

        foreach (var service in core.Plan.Services)
        {
            try
            {
                service.Pool.Sweep(core.Clock.NowMs);
                service.RecentMedian.Refresh(core.Clock.NowMs);
                service.Bulkhead?.Sweep();
            }
            catch (Exception fault)
            {
                // One service's trouble must not end the upkeep of the others.
                GatewayLog.UpkeepFault(core.Log, service.Name, fault);
            }
        }
    }

    private void OpenProbe()
    {
        try
        {
            _probe = new DispatchProbe(core.Clock, time);
        }
        catch (SocketException fault)
        {
            // The guard then goes by memory alone: without it nobody can tell busy from overloaded.
            GatewayLog.UpkeepFault(core.Log, "the guard", fault);
        }
    }

    private void Guard()
    {
        if (core.HostUsage is not { } usage)
            return;
        try
        {
            core.Guard.Sample(usage.Read(), _probe?.Take() ?? default, core.Clock.NowUs);
            _probe?.Enabled = core.Guard.WantsLags;
        }
        catch (Exception fault)
        {
            GatewayLog.UpkeepFault(core.Log, "the guard", fault);
        }
    }

    private void DisposeRetired()
    {
        lock (_lock)
        {
            for (var at = _retired.Count - 1; at >= 0; at--)
            {
                if (_retired[at].DueMs > core.Clock.NowMs)
                    continue;
                _retired[at].Upstream.Dispose();
                _retired.RemoveAt(at);
            }
        }
    }

    private async Task CloseAsync(HttpListener listener, TimeSpan limit)
    {
        using var hard = new CancellationTokenSource(limit, time);
        await using var now = _closeNow.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), hard);
        await listener.StopAsync(hard.Token);
        GatewayLog.ListenerClosed(core.Log, listener.Model.Name, listener.Address.ToString());
        await listener.DisposeAsync();
    }
}
