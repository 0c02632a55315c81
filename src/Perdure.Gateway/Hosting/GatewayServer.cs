using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Limits;
using Perdure.Gateway.Listening;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tiers;
using Perdure.Model;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Hosting;

/// <summary>
/// The data plane of one node: its listeners, the plan they serve, and the upkeep of the instances. Start, reload and stop are for one
/// caller at a time; everything that only reads may be called from anywhere.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // For what is left at the end of a hand-over: enough to be told that the connection ends.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly GatewayOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ListeningSockets _sockets;
    private readonly GatewayCore _core;
    private readonly PlanCompiler _compiler;
    private readonly FlagSwitches _flags = new();
    private readonly AutomaticFlags _automatic;
    private readonly Upkeep _upkeep;
    private readonly Replayer _replayer;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private ImmutableArray<HttpListener> _listeners = [];

    /// <summary>Prepares a gateway; nothing is bound yet.</summary>
    public GatewayServer(GatewayOptions options, ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        _sockets = options.Sockets ?? new ListeningSockets(options.Time);
        var log = loggers.CreateLogger("Perdure.Gateway");
        _core = new GatewayCore(options, log);
        var events = new PoolEventLog(log);
        Action<PoolEvent> observer = options.PoolObserver is { } told ? happened => Tell(events, told, happened) : events.Write;
        ClusterLimits = new ClusterLimits(_core.Clock);
        _compiler = new PlanCompiler(_core, options.Time, observer, _flags);
        _automatic = new AutomaticFlags(_flags, log);
        _replayer = new Replayer(_core);
        _upkeep = new Upkeep(_core, _automatic, options.Time);
    }

    /// <summary>The model in force.</summary>
    public SystemModel Model => _core.Plan.Model;

    /// <summary>The services in force, in the order of the system file.</summary>
    public ImmutableArray<ServiceRuntime> Services => _core.PlanOrNull?.Services ?? [];

    /// <summary>The routes in force, in the order of the system file.</summary>
    public ImmutableArray<RouteRuntime> Routes => _core.PlanOrNull?.RouteRuntimes ?? [];

    /// <summary>Where this gateway is in its life.</summary>
    public GatewayState State => _core.State;

    /// <summary>The listeners and the addresses they are bound to.</summary>
    public IReadOnlyList<BoundListener> Listeners =>
        [.. _listeners.Select(listener => new BoundListener(listener.Model.Name, listener.Address, listener.Model.Tls is not null) { CertificateEnds = listener.CertificateEnds })];

    /// <summary>Milliseconds on the clock of the pools.</summary>
    public long NowMs => _core.Clock.NowMs;

    /// <summary>When this gateway was built.</summary>
    public DateTimeOffset StartedAt => _core.Clock.Started;

    /// <summary>Counts the plans: 1 for the first, one more with each reload.</summary>
    public int PlanVersion => _core.PlanOrNull?.Version ?? 0;

    /// <summary>When the plan in force was put in place.</summary>
    public DateTimeOffset PlanLoadedAt => _core.Plan.LoadedAt;

    /// <summary>Requests being served.</summary>
    public long InFlight => _core.InFlight;

    /// <summary>Of <see cref="InFlight"/>: requests whose <c>Idempotency-Key</c> is in flight, so that their answers will be kept in the durable store.</summary>
    public int KeyedRequests => _core.KeyedRuns.Count;

    /// <summary>What the caches of all routes hold now.</summary>
    public Caching.CacheSnapshot Cache => _core.Cache.Snapshot;

    /// <summary>The limits that all nodes keep together. It is the same object over reloads.</summary>
    public ClusterLimits ClusterLimits { get; }

    /// <summary>What became of the requests of each tier.</summary>
    public TierCounters Tiers => _core.Tiers;

    /// <summary>What belongs to no route, for metrics; null when they are off.</summary>
    public GatewayMeters? Meters => _core.Meters;

    /// <summary>Connections of clients that are open, by listener.</summary>
    public IReadOnlyList<(string Listener, int Connections)> Connections => [.. _listeners.Select(listener => (listener.Model.Name, listener.Connections))];

    /// <summary>The node's guard; null when nothing guards it.</summary>
    public NodeGuard? Guard => _core.HostUsage is null ? null : _core.Guard;

    /// <summary>The flags that go off by themselves, in the order of the system file, as they stand now.</summary>
    public IReadOnlyList<AutomaticFlag> AutomaticFlags => _automatic.Current;

    /// <summary>
    /// Sets flags for requests to come, all at once; it stays over reloads, until the next call. Flags that are not in
    /// <paramref name="percentByFlag"/> are as the system file says. Thread-safe.
    /// </summary>
    /// <param name="percentByFlag">
    /// For which part of the users each flag is on, 0 to 100; unknown names do no harm. It goes before a flag's own condition.
    /// </param>
    public void SetFlags(IReadOnlyDictionary<string, int> percentByFlag)
    {
        ArgumentNullException.ThrowIfNull(percentByFlag);
        _flags.Set(percentByFlag);
    }

    /// <summary>
    /// Takes a hint that another gateway has ejected an instance: for <paramref name="lasting"/> less evidence of its own is enough for
    /// this one, but it never ejects on the hint alone. Unknown names are ignored. Thread-safe.
    /// </summary>
    public void Hint(string service, string instance, TimeSpan lasting)
    {
        var pool = _core.PlanOrNull?.Find(service)?.Pool;
        if (pool?.Find(instance) is { } known)
            pool.Hint(known, NowMs + (long)lasting.TotalMilliseconds);
    }

    /// <summary>Compiles the model, binds the listeners and serves.</summary>
    /// <exception cref="GatewayReloadException">A listener cannot be bound or a certificate not used; nothing is left running.</exception>
    public async Task StartAsync(SystemModel model, CancellationToken cancel)
    {
        await PutInPlaceAsync(model, cancel);
        _upkeep.Start(() => _listeners);
        _core.State = GatewayState.Ready;
    }

    /// <summary>Puts another model in place at once: live state stays, requests in flight end under the plan they began with.</summary>
    /// <exception cref="GatewayReloadException">It cannot be put in place; the last one goes on serving unchanged.</exception>
    public Task ReloadAsync(SystemModel model, CancellationToken cancel) => PutInPlaceAsync(model, cancel);

    /// <summary>
    /// Stops in order: not ready at once; accepting for the grace period while clients are told to close; then what is in flight
    /// finishes; then everything closes. Cancelling <paramref name="hard"/> closes everything at once.
    /// </summary>
    public async Task StopAsync(CancellationToken hard)
    {
        if (_core.State == GatewayState.Stopped)
            return;
        _core.State = GatewayState.Draining;
        _replayer.Stop();
        GatewayLog.Draining(_core.Log, (long)_options.DrainGrace.TotalMilliseconds);
        await Task.Delay(_options.DrainGrace, _options.Time, hard).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseListenersAsync(_options.StopTimeout, hard);
    }

    /// <summary>
    /// Ends after another process has taken over the listening sockets. Connections that are open here stay until their next request,
    /// which is served and told to close, or for as long as grace period and stop time-out together: a client that is idle at this
    /// moment must not find its connection closed just as it sends. Then everything closes.
    /// </summary>
    /// <param name="stop">Ends the wait for idle connections; what is in flight may finish within the stop time-out.</param>
    /// <param name="hard">Closes everything at once.</param>
    public async Task HandOverAsync(CancellationToken stop, CancellationToken hard)
    {
        _core.State = GatewayState.HandedOver;
        _replayer.Stop();
        var limit = _options.DrainGrace + _options.StopTimeout;
        GatewayLog.HandingOver(_core.Log, _listeners.Sum(listener => listener.Connections), (long)limit.TotalMilliseconds);
        var since = _options.Time.GetTimestamp();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, hard);
        do
        {
            await Task.Delay(LookEvery, _options.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!either.IsCancellationRequested && _listeners.Any(listener => listener.Connections > 0) && _options.Time.GetElapsedTime(since) < limit);
        await CloseListenersAsync(stop.IsCancellationRequested ? _options.StopTimeout : LastWords, hard);
    }

    /// <summary>
    /// Sends no more of what was accepted to be sent later, and ends when what is in hand has ended: before the store is closed. Another node, or another
    /// process, goes on with it. Cancelling <paramref name="limit"/> ends the wait; what is then still in hand may be sent again.
    /// </summary>
    public Task StopReplaysAsync(CancellationToken limit) => _replayer.StopAsync(limit);

    /// <summary>Routes that are gone while requests wait that they accepted to be sent later, as far as they were met.</summary>
    public IReadOnlyCollection<string> HeldRoutes => _replayer.Held;

    /// <summary>Closes what is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _upkeep.StopAsync(new CancellationToken(canceled: true));
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
        await Task.WhenAll(_core.Detached.StopAsync(new CancellationToken(canceled: true)), _replayer.StopAsync(new CancellationToken(canceled: true)));
        _upkeep.RetireAll();
        _core.Meters?.Dispose();
        _changing.Dispose();
    }

    private async Task CloseListenersAsync(TimeSpan timeout, CancellationToken hard)
    {
        using var limit = new CancellationTokenSource(timeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hard);
        await Task.WhenAll(_listeners.Select(listener => listener.StopAsync(both.Token)));
        await Task.WhenAll(_core.Detached.StopAsync(both.Token), _replayer.StopAsync(both.Token));
        await _upkeep.StopAsync(both.Token);
        _core.State = GatewayState.Stopped;
        GatewayLog.Stopped(_core.Log);
    }

    private static void Tell(PoolEventLog log, Action<PoolEvent> told, PoolEvent happened)
    {
        log.Write(happened);
        told(happened);
    }

    private async Task PutInPlaceAsync(SystemModel model, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel);
        try
        {
            if (_core.State is not (GatewayState.Starting or GatewayState.Ready))
                throw new GatewayReloadException("The gateway is being stopped and takes no other plan any more.");
            var before = _core.PlanOrNull;
            // The first listener that is bound serves at once, so the first plan must be there.
            if (before is null)
                _core.Swap(_compiler.Compile(model, null));
            var change = await ListenerChange.PrepareAsync(_listeners, model, Open, cancel);
            // From here on nothing can fail: the plan is swapped, then what is no longer wanted goes.
            var plan = before is null ? _core.Plan : _compiler.Compile(model, before);
            _core.Swap(plan);
            _automatic.Follow(model);
            ClusterLimits.Follow(plan.RouteRuntimes.Select(route => route.Limit).OfType<RouteLimit>());
            await _upkeep.FollowAsync(before, plan);
            _listeners = change.Commit();
            _replayer.Follow(plan);
            GatewayLog.PlanServing(_core.Log, plan.Version, plan.Services.Length, plan.Routes.Routes.Length);
            foreach (var listener in change.Added)
                GatewayLog.Listening(_core.Log, listener.Model.Name, listener.Address.ToString());
            foreach (var listener in change.Removed)
                _upkeep.Close(listener, _options.StopTimeout);
        }
        finally
        {
            _changing.Release();
        }
    }

    private HttpListener Open(ListenerModel model) => new(model, _core, _sockets, _options.Time, _loggers);
}
