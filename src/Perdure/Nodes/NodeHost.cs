using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Perdure.Commands;
using Perdure.Console;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Nodes.Coordination;
using Perdure.Supervision;

namespace Perdure.Nodes;

/// <summary>
/// One node from its start to its end: gateway, then processes, then the admin API, then its place among the other nodes; reloads while it
/// runs; and down again in an order that loses no request, the admin API late so that probes can read that the node is not ready.
/// </summary>
internal sealed class NodeHost(NodeHostOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KnowTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AdminStopTimeout = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger("Perdure");
    private readonly SystemFile _file = new(options.File, options.Reading);

    /// <summary>Runs the node with the model read from the file when it had <paramref name="digest"/>, until it is told to stop.</summary>
    /// <exception cref="CommandException">It could not start.</exception>
    public async Task RunAsync(SystemModel model, string? digest)
    {
        using var signals = new NodeSignals(_log);
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        using var data = DataDirectory.Open(model.Node.DataDirectory);
        if (data.Problem is { } unwritable)
            _log.DataNotKept(unwritable);
        await using var coordination = NodeCoordination.Open(model, data, takeOver: false, seed, time, loggers);
        var hints = new EjectionHints();
        var gatewayOptions = new GatewayOptions { Time = time, Seed = seed, DrainGrace = options.DrainGrace, PoolObserver = hints.Observe };
        await using var gateway = new GatewayServer(gatewayOptions, loggers);
        await using var supervisor = new ProcessSupervisor(time, loggers, new SupervisorOptions { Seed = seed });
        var plane = new GatewayPlane(gateway);
        var processes = new SupervisedProcesses(supervisor);
        AdminServer? admin = null;
        using var reloader = new Reloader(_file, plane, processes, next => admin?.UpdateTokens(next.Tokens), time, _log);
        var lastGood = new LastGoodConfiguration(data.Path);
        await using var followers = new NodeFollowers(coordination, gateway, reloader, _file, options, lastGood, hints, time, _log);
        var view = new NodeView(gateway, supervisor, reloader, followers, coordination, Path.GetFullPath(options.File));
        await using var server = new AdminServer(model.Admin, view, loggers, coordination, followers.Control);
        admin = server;
        var systemd = new SystemdNotifier(options.NotifySocket, time, _log);

        try
        {
            await coordination.KnowAsync(KnowTimeout, signals.Stop);
            var start = StartingPlan.Choose(model, coordination.Shared.Configuration.TargetFor(model.Node.Id), lastGood, _file, _log);
            start = await OpenAsync(start, model, plane, signals.Stop);
            reloader.Started(digest, model, start.Applied);
            followers.Apply();
            await StartAsync(start.Model, processes, server, signals.Stop);
            await JoinAsync(coordination, gateway, server, signals.Stop);
            followers.Start(start.Problem);
            _log.Started(model.Name, model.Node.Id, ProductVersion.Text, start.Applied is { } applied ? SharedText.NameOf(applied) : options.File);
            _log.Admin(server.Endpoint.ToString());
            systemd.Ready();
            await ServeAsync(reloader, systemd, signals);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // Told to stop, perhaps in the middle of starting or reloading; what is up goes down below.
        }

        systemd.Stopping();
        await Task.WhenAll(plane.StopAsync(signals.HardStop), coordination.StepDownAsync());
        await supervisor.StopAsync(signals.HardStop);
        using var adminStop = new CancellationTokenSource(AdminStopTimeout, time);
        await server.StopAsync(adminStop.Token);
        await followers.DisposeAsync();
        await coordination.DisposeAsync();
        _log.Stopped();
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

    private static async Task JoinAsync(NodeCoordination coordination, GatewayServer gateway, AdminServer admin, CancellationToken stop)
    {
        try
        {
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

    // Reloads one at a time, when a signal asks for it or the file has changed, until the node is told to stop.
    private async Task ServeAsync(Reloader reloader, SystemdNotifier systemd, NodeSignals signals)
    {
        while (!signals.Stop.IsCancellationRequested)
        {
            if (await signals.ReloadAsync(LookEvery))
                await ReloadAsync(reloader, systemd, "SIGHUP", signals.Stop);
            else if (options.Watch && reloader.FileChanged())
                await ReloadAsync(reloader, systemd, "the file changed", signals.Stop);
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
