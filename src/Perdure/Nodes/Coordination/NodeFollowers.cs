using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Gateway.Hosting;

namespace Perdure.Nodes.Coordination;

/// <summary>Everything by which the data plane of a node follows what the nodes share.</summary>
internal sealed class NodeFollowers : IAsyncDisposable
{
    private static readonly TimeSpan ExchangeRetry = TimeSpan.FromSeconds(1);

    private readonly NodeCoordination _coordination;
    private readonly GatewayServer _gateway;
    private readonly Reloader _reloader;
    private readonly FlagFollower _flags;
    private readonly OverrideFollower _overrides;
    private readonly ConfigurationFollower _configuration;
    private readonly EjectionHints _hints;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private bool _stopped;

    /// <summary>Puts the followers together; nothing happens yet.</summary>
    public NodeFollowers(
        NodeCoordination coordination,
        GatewayServer gateway,
        Reloader reloader,
        SystemFile file,
        NodeHostOptions options,
        LastGoodConfiguration lastGood,
        EjectionHints hints,
        TimeProvider time,
        ILogger log)
    {
        (_coordination, _gateway, _reloader, _hints, _time, _log) = (coordination, gateway, reloader, hints, time, log);
        var (shared, tally) = (coordination.Shared, new RequestTally());
        _flags = new FlagFollower(gateway, shared.Flags);
        _overrides = new OverrideFollower(() => gateway.Services, shared.Overrides.Find, () => gateway.NowMs);
        _configuration = new ConfigurationFollower(
            shared.Configuration, reloader, lastGood, () => tally.Count(gateway.Services), () => coordination.ReportLease, coordination.Node, time, log);
        Actions = new InstanceActions(gateway, shared.Overrides, _overrides);
        Control = new SharedControl(shared, _flags, _configuration, reloader, file, options.Reading);
        _flags.Follow();
    }

    /// <summary>What operators ask of instances.</summary>
    public InstanceActions Actions { get; }

    /// <summary>What operators ask of flags and the configuration.</summary>
    public SharedControl Control { get; }

    /// <summary>How the node stands with the others, for the status.</summary>
    public CoordinationStatus Status() => CoordinationStatusView.Of(_coordination, _configuration.Status);

    /// <summary>Brings what is said of instances into force; the gateway has just begun to serve.</summary>
    public void Apply() => _overrides.Follow();

    /// <summary>Begins to follow.</summary>
    /// <param name="problem">Why the configuration that was to run at the start does not; null when it does.</param>
    public void Start(string? problem)
    {
        _coordination.Shared.Changed += OnShared;
        _reloader.Swapped += OnSwapped;
        OnShared();
        OnSwapped();
        _configuration.Start(problem);
        if (_coordination.Session is { } session && _coordination.Store.Engine != "embedded")
            _hints.Start(_coordination.Coordinator, session, _coordination.Node, _gateway.Hint, _time);
    }

    /// <summary>Takes no other configuration from now on: a node that stops opens no listener and starts no process any more.</summary>
    public Task StandStillAsync() => _configuration.StopAsync();

    /// <summary>Stops following; what is in force stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        _coordination.Shared.Changed -= OnShared;
        _reloader.Swapped -= OnSwapped;
        await _stop.CancelAsync();
        await _hints.DisposeAsync();
        await _configuration.DisposeAsync();
        _stop.Dispose();
    }

    private void OnShared()
    {
        _flags.Follow();
        _overrides.Follow();
        _configuration.Wake();
    }

    // A reload may have brought instances that something was said of, and the first limit that all nodes keep together.
    private void OnSwapped()
    {
        _overrides.Follow();
        _ = Task.Run(ExchangeAsync);
    }

    private async Task ExchangeAsync()
    {
        for (var told = false; ; told = true)
        {
            try
            {
                await _coordination.ExchangeAsync(_gateway.ClusterLimits, _stop.Token);
                return;
            }
            catch (Exception refused) when (refused is IOException or SocketException)
            {
                if (!told)
                    _log.PeersNotOpened(refused.Message);
            }
            catch (Exception stopping) when (stopping is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            // Somebody has the address, perhaps the process that this one takes over from.
            await Task.Delay(ExchangeRetry, _time, CancellationToken.None);
        }
    }
}
