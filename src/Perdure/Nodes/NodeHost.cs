using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Perdure.Commands;
using Perdure.Console;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Nodes.Coordination;
using Perdure.Nodes.Durability;
using Perdure.Nodes.Telemetry;
using Perdure.Supervision;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tracing;
using Perdure.TakeOver;

namespace Perdure.Nodes;

/// <summary>
/// One node from its start to its end: gateway, then processes, then the admin API, then its place among the other nodes; reloads while it
/// runs; and down again in an order that loses no request, the admin API late so that probes can read that the node is not ready.
/// </summary>
internal sealed class NodeHost(NodeHostOptions options, TimeProvider time, NodeEvents events)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KnowTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AdminStopTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KeyedTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeyedLookEvery = TimeSpan.FromMilliseconds(10);

    private readonly ILogger _log = events.Loggers.CreateLogger("Perdure");
    private readonly SystemFile _file = new(options.File, options.Reading);

    /// <summary>Prepares a node that logs to <paramref name="loggers"/>.</summary>
    public NodeHost(NodeHostOptions options, TimeProvider time, ILoggerFactory loggers)
        : this(options, time, new NodeEvents(loggers, time))
    {
    }

    /// <summary>Runs the node with the model read from the file when it had <paramref name="digest"/>, until it is told to stop.</summary>
    /// <exception cref="CommandException">It could not start.</exception>
    public async Task RunAsync(SystemModel model, string? digest)
    {
        using var signals = new NodeSignals(_log);
        await using var succession = await Succession.BeginAsync(model, options.TakeOver, time, _log, signals.Stop);
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        using var data = DataDirectory.Open(model.Node.DataDirectory, shared: succession.TakesOver, time);
        if (data.Problem is { } unwritable)
            _log.DataNotKept(unwritable);
        await using var coordination = NodeCoordination.Open(model, data, succession.TakesOver, seed, time, events.Loggers);
        var hints = new EjectionHints();
        GatewayServer? opened = null;
        await using var traces = NodeTraces.StartIfAsked(new NodeIdentity(model.Name, model.Node.Id, ProductVersion.Text), Environment.GetEnvironmentVariable, time, _log);
        using var requests = new RequestWatch(time, _log) { Other = traces?.Observer };
        requests.Follow(model.Telemetry);
        await using var durability = new NodeDurability(() => opened?.Model ?? model, succession.TakesOver, time, _log);
        var gatewayOptions = new GatewayOptions
        {
            Time = time,
            Seed = seed,
            DrainGrace = options.DrainGrace,
            StopTimeout = options.StopTimeout,
            HostUsage = new ProcessUsage(),
            Sockets = succession.Sockets,
            PoolObserver = hints.Observe,
            Durable = durability,
            Metering = NodeMeasures.Wanted,
            Requests = requests,
        };
        await using var gateway = opened = new GatewayServer(gatewayOptions, events.Loggers);
        await using var supervisor = new ProcessSupervisor(time, events.Loggers, new SupervisorOptions { Seed = seed });
        var plane = new GatewayPlane(gateway);
        var processes = new SupervisedProcesses(supervisor);
        AdminServer? tokens = null;
        using var reloader = new Reloader(_file, plane, processes, next => tokens?.UpdateTokens(next.Tokens), time, _log);
        var lastGood = new LastGoodConfiguration(data.Path);
        await using var followers = new NodeFollowers(coordination, gateway, reloader, _file, options, lastGood, hints, time, _log);
        await using var measures = NodeMeasures.Start(gateway, coordination, durability, requests, traces, () => reloader.Last, data, time, _log);
        await using var room = new IncidentRoom(events.Journal, measures.Alerts, gateway, data.Path, options.File, time, _log);
        var view = new NodeView(gateway, supervisor, reloader, followers, coordination, durability, measures.Alerts, measures.Objectives, Path.GetFullPath(options.File));
        await using var admin = new AdminServer(
            model.Admin,
            view,
            events.Loggers,
            new AdminParts
            {
                Transport = succession.Sockets.Transport(Succession.AdminSocket, events.Loggers),
                Coordination = coordination,
                Shared = followers.Control,
                Durability = durability,
                Telemetry = measures.Telemetry,
                Objectives = measures.Objectives,
                Alerts = measures.Alerts,
                Traffic = measures.Traffic,
                Model = () => gateway.Model,
                Tap = requests.Tap,
                Events = events.Journal,
                Incidents = room.Incidents,
                Runbooks = room.Runbooks,
                Time = time,
            });
        tokens = admin;
        var systemd = new SystemdNotifier(options.NotifySocket, time, _log);

        try
        {
            await coordination.KnowAsync(KnowTimeout, signals.Stop);
            var start = StartingPlan.Choose(model, coordination.Shared.Configuration.TargetFor(model.Node.Id), lastGood, _file, _log);
            start = await OpenAsync(start, model, plane, signals.Stop);
            reloader.Started(digest, model, start.Applied);
            requests.Follow(gateway.Model.Telemetry);
            reloader.Swapped += () => requests.Follow(gateway.Model.Telemetry);
            signals.ReloadAsked += requests.Log.Reopen;
            followers.Apply();
            await durability.StartAsync();
            reloader.Swapped += durability.Apply;
            await StartAsync(start.Model, processes, admin, signals.Stop);
            await TakeOverAsync(succession, gateway, admin, signals);
            succession.Offer(() => gateway.Model);
            await JoinAsync(coordination, gateway, admin, succession.TakesOver, signals.Stop);
            followers.Start(start.Problem);
            measures.Begin(PeerAddress.Of(admin.Endpoint, model.Node.Address), _log);
            room.Begin(succession.TakesOver);
            _log.Started(model.Name, model.Node.Id, ProductVersion.Text, start.Applied is { } applied ? SharedText.NameOf(applied) : options.File);
            _log.Admin(admin.Endpoint.ToString());
            if (succession.TakesOver)
                systemd.ReadyAsSuccessor();
            else
                systemd.Ready();
            using var serving = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop, succession.HandedOver);
            await ServeAsync(reloader, systemd, signals, serving.Token);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested || succession.HandedOver.IsCancellationRequested)
        {
            // Told to stop, perhaps in the middle of starting or reloading, or taken over; what is up goes down below.
        }

        // What goes down by intent is no alarm; after a hand-over it is the other process that watches, and reads what is written here now.
        await room.DisposeAsync();
        await measures.Alerts.DisposeAsync();
        if (succession.HandedOver.IsCancellationRequested)
        {
            // The service goes on in another process, so systemd is not told that it stops.
            systemd.HandedOver(succession.Successor);

            // The stores first: the other process waits for their files, and for this node's place among the others.
            await Task.WhenAll(HandOverAsync(gateway, admin, signals), LeaveAsync(followers, coordination), LetGoAsync(gateway, durability));
            await durability.DisposeAsync();
            await supervisor.StopAsync(signals.HardStop);
            _log.Stopped();
            return;
        }

        systemd.Stopping();
        await Task.WhenAll(followers.StandStillAsync(), plane.StopAsync(signals.HardStop), coordination.StepDownAsync());
        await supervisor.StopAsync(signals.HardStop);
        using var adminStop = new CancellationTokenSource(AdminStopTimeout, time);
        await admin.StopAsync(adminStop.Token);
        await LeaveAsync(followers, coordination);
        await durability.DisposeAsync();
        _log.Stopped();
    }

    private static async Task LeaveAsync(NodeFollowers followers, NodeCoordination coordination)
    {
        await followers.DisposeAsync();
        await coordination.DisposeAsync();
    }

    // The other process waits for the file; a request whose key is in flight here needs it for its answer a little longer. A server is nobody's alone.
    private async Task LetGoAsync(GatewayServer gateway, NodeDurability durability)
    {
        if (gateway.Model.Durability is not { } declared || !DurableEngine.IsFile(declared))
            return;
        // What is being sent later just now ends first, or the other process would send it again.
        using var limit = new CancellationTokenSource(KeyedTimeout, time);
        await gateway.StopReplaysAsync(limit.Token);
        var since = time.GetTimestamp();
        while (gateway.KeyedRequests > 0 && time.GetElapsedTime(since) < KeyedTimeout)
            await Task.Delay(KeyedLookEvery, time);
        await durability.DisposeAsync();
    }

    // With what all nodes share, or without it when it cannot be opened on this machine: the traffic matters more.
    private async Task<StartingPlan> OpenAsync(StartingPlan start, SystemModel own, GatewayPlane plane, CancellationToken stop)
    {
        try
        {
            await plane.StartAsync(start.Model, stop);
            return start;
        }
        catch (Exception refused) when (start.Applied is not null && refused is IOException or SocketException or GatewayReloadException)
        {
            start = start.WithOwn(own, refused.Message, _log);
        }
        catch (Exception refused) when (refused is IOException or SocketException or GatewayReloadException)
        {
            throw new CommandException($"cannot open the listeners: {refused.Message}", ExitCode.Failed, refused);
        }

        return await OpenAsync(start, own, plane, stop);
    }

    private static async Task StartAsync(SystemModel model, SupervisedProcesses processes, AdminServer admin, CancellationToken stop)
    {
        InlineCompletions.Forget();
        await processes.SettleAsync(model, stop);
        try
        {
            await admin.StartAsync(stop);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            throw new CommandException(
                $"cannot open the admin address {model.Admin.Address}: {refused.Message} " +
                "Set another admin.address in the system file, or stop what has it",
                ExitCode.Failed,
                refused);
        }
    }

    private static async Task JoinAsync(
        NodeCoordination coordination, GatewayServer gateway, AdminServer admin, bool takesOver, CancellationToken stop)
    {
        try
        {
            // The process before may still have the address: then the followers try on.
            if (!takesOver)
                await coordination.ExchangeAsync(gateway.ClusterLimits, stop);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            throw new CommandException(
                $"cannot open the address for other nodes: {refused.Message} " +
                "Set another coordination.peers.address in the system file, or stop what has it",
                ExitCode.Failed,
                refused);
        }

        coordination.Join(admin.Endpoint);
    }

    private async Task TakeOverAsync(Succession succession, GatewayServer gateway, AdminServer admin, NodeSignals signals)
    {
        try
        {
            await succession.TakeOverAsync(signals.Stop);
        }
        catch (TakeOverException kept)
        {
            if (succession.Served)
            {
                // The old process had given this one up just before it began: what it has accepted is still served.
                await succession.Sockets.HoldAsync();
                await HandOverAsync(gateway, admin, signals);
            }

            throw new CommandException($"--take-over: {kept.Message}", ExitCode.Failed, kept);
        }
    }

    // Another process accepts at our addresses: what is open here ends by and by.
    private async Task HandOverAsync(GatewayServer gateway, AdminServer admin, NodeSignals signals) => await Task.WhenAll(
        gateway.HandOverAsync(signals.Stop, signals.HardStop),
        RetireAsync(admin, signals.Stop));

    // Probes and scripts that keep a connection move to the new process with their next request; what waits longer is closed.
    private async Task RetireAsync(AdminServer admin, CancellationToken stop)
    {
        admin.Retire();
        await Task.Delay(options.DrainGrace, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(AdminStopTimeout, time);
        await admin.StopAsync(limit.Token);
    }

    // Reloads one at a time, when a signal asks for it or the file has changed, until the node is told to stop or taken over.
    private async Task ServeAsync(Reloader reloader, SystemdNotifier systemd, NodeSignals signals, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (await signals.ReloadAsync(LookEvery, end))
                await ReloadAsync(reloader, systemd, "SIGHUP", end);
            else if (options.Watch && reloader.FileChanged())
                await ReloadAsync(reloader, systemd, "the file changed", end);
        }
    }

    private async Task ReloadAsync(Reloader reloader, SystemdNotifier systemd, string why, CancellationToken stop)
    {
        systemd.Reloading();
        try
        {
            await reloader.ReloadAsync(why, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A defect in a reload must not take the traffic down.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            _log.ReloadFailed(defect);
        }

        systemd.Ready();
    }
}
