using Microsoft.Extensions.Logging;
using Perdure.Commands;
using Perdure.Gateway.Listening;
using Perdure.Model;
using Perdure.Nodes;

namespace Perdure.TakeOver;

/// <summary>
/// A node's part in take-overs, at both ends of its life: at the start it takes the listening sockets of the process before it, when it
/// is asked to; later it offers its own to the process after it.
/// </summary>
internal sealed class Succession : IAsyncDisposable
{
    /// <summary>The name of the admin listener's socket; no listener of a system file can have it.</summary>
    public const string AdminSocket = "(admin)";

    private readonly TakeOverTimes _times = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Predecessor? _predecessor;
    private ControlSocket? _control;

    private Succession(Predecessor? predecessor, TimeProvider time, ILogger log)
    {
        (_predecessor, _time, _log) = (predecessor, time, log);
        Sockets = new ListeningSockets(time, predecessor?.Sockets, held: predecessor is not null);
    }

    /// <summary>Where all listeners of the node get their sockets.</summary>
    public ListeningSockets Sockets { get; }

    /// <summary>Whether this process takes over from another: what that one holds alone, such as files, comes free only later.</summary>
    public bool TakesOver => _predecessor is not null;

    /// <summary>Cancelled when another process has taken over from this one.</summary>
    public CancellationToken HandedOver => _control?.HandedOver ?? CancellationToken.None;

    /// <summary>The process id of the process that took over from this one; 0 when it is not known.</summary>
    public int Successor => _control?.Successor ?? 0;

    /// <summary>Looks for a process to take over from when <paramref name="takeOver"/> says so.</summary>
    /// <exception cref="CommandException">There is one and it goes on, or the system file does not allow it.</exception>
    public static async Task<Succession> BeginAsync(SystemModel model, bool takeOver, TimeProvider time, ILogger log, CancellationToken cancel)
    {
        if (!takeOver)
            return new Succession(null, time, log);
        if (SupervisedIn(model) is { } instance)
        {
            throw new CommandException(
                $"--take-over: {instance} has a process, and a running process cannot change its parent: stop the node and start the new one " +
                "instead, or let systemd run the process");
        }

        try
        {
            var found = await Predecessor.FindAsync(model.Node.DataDirectory, model.Name, model.Node.Id, new TakeOverTimes(), time, cancel);
            if (found is null)
                log.NothingToTakeOver(ControlSocket.PathIn(model.Node.DataDirectory));
            else
                log.TakingOver(found.Pid, found.Version, found.Sockets.Count);
            return new Succession(found, time, log);
        }
        catch (TakeOverException kept)
        {
            throw new CommandException($"--take-over: {kept.Message}", ExitCode.Failed, kept);
        }
    }

    /// <summary>
    /// Begins to accept in the place of the process before this one, when everything else is ready. Does nothing without one.
    /// </summary>
    /// <exception cref="TakeOverException">It goes on serving. When this process had accepted already, <see cref="Served"/> is true.</exception>
    public async Task TakeOverAsync(CancellationToken cancel)
    {
        if (_predecessor is null)
            return;
        var alive = await _predecessor.TakeOverAsync(Sockets.Release, cancel);
        _log.TookOver(_predecessor.Pid, alive ? "it finishes what it has in flight" : "it has died meanwhile");
    }

    /// <summary>Whether this process has accepted connections in the place of another.</summary>
    public bool Served => _predecessor?.Served ?? false;

    /// <summary>From now on another process may take over from this one.</summary>
    /// <param name="model">Gives the model in force.</param>
    public void Offer(Func<SystemModel> model) =>
        _control = ControlSocket.Open(model().Node.DataDirectory, new Incumbent(model, Sockets), _times, _time, _log);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _predecessor?.Dispose();
        if (_control is not null)
            await _control.DisposeAsync();
    }

    private static string? SupervisedIn(SystemModel model) =>
        (from service in model.Services
         from instance in service.Instances
         where instance.Process is not null
         select $"instance {instance.Id} of service {service.Name}").FirstOrDefault();

    private sealed class Incumbent(Func<SystemModel> model, ListeningSockets sockets) : IIncumbent
    {
        public string System => model().Name;

        public string Node => model().Node.Id;

        public ListeningSockets Sockets => sockets;

        public string? Obstacle => SupervisedIn(model()) is { } instance
            ? $"{instance} is a process of the running node, which would end with it; stop the node and start the new one instead"
            : null;
    }
}
