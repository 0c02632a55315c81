using System.Net;
using System.Net.Sockets;

namespace Perdure.Gauntlet.Instances;

/// <summary>
/// An instance of the rig: a small HTTP/1.1 server on a bare socket. Bare, because ten of them share the machine with the
/// contestant, and because the faults are made of things that a web server rightly never does.
/// </summary>
public sealed class InstanceServer(InstanceOptions options, InstanceFaults faults, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ListenPoll = TimeSpan.FromMilliseconds(20);
    private readonly ExecutionLog _log = new(options.LogPath, time);
    private readonly Workers _workers = new(options, faults, time);

    /// <summary>Listens, except while the fault is to refuse, until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (faults.Refuse)
            {
                await Task.Delay(ListenPoll, time, CancellationToken.None);
                continue;
            }
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            listener.Listen(1024);
            using var refusing = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var watch = WatchRefuseAsync(refusing);
            await AcceptAsync(listener, refusing.Token);
            await watch;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _workers.Dispose();
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(stop);
                if (faults.Empty) client.Dispose();
                else _ = ServeAsync(client, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping or refusing.
        }
    }

    private async Task WatchRefuseAsync(CancellationTokenSource refusing)
    {
        while (!faults.Refuse && !refusing.IsCancellationRequested) await Task.Delay(ListenPoll, time, CancellationToken.None);
        await refusing.CancelAsync();
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        using var connection = new InstanceConnection(client);
        try
        {
            while (await connection.ReadRequestAsync(stop) is { } request)
            {
                if (faults.Empty || !await AnswerAsync(connection, request) || !request.KeepAlive) return;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or this instance refuses now.
        }
    }

    /// <summary>Answers; false when the connection must not be used again.</summary>
    private async Task<bool> AnswerAsync(InstanceConnection connection, RequestHead request)
    {
        if (request.Target == "/healthz")
        {
            // A health check asks little of an instance: one that is slow or errs now and then passes it.
            await connection.SendAsync(faults.Errors >= 1 ? 500 : 200, request, 2);
            return true;
        }
        var kind = request.Target.StartsWith("/poison", StringComparison.Ordinal) ? 'X' : request.Method == "POST" ? 'P' : 'G';
        _log.Write(ExecutionEvent.Arrived, kind, request.Id);
        if (kind == 'X')
        {
            _log.Write(ExecutionEvent.Poisoned, kind, request.Id);
            Hosts.Signals.Send(Environment.ProcessId, Hosts.Signals.Kill);
        }
        if (_workers.Chance() < faults.Errors)
        {
            // Fast, as failing instances are, and after the effect: a repeated POST is a repeated effect.
            _log.Write(ExecutionEvent.Started, kind, request.Id);
            _log.Write(ExecutionEvent.Failed, kind, request.Id);
            await connection.SendAsync(500, request, 32);
            return true;
        }
        await _workers.WorkAsync(() => _log.Write(ExecutionEvent.Started, kind, request.Id), request.Query("work", 0));
        var size = request.Query("size", 128);
        if (kind == 'G' && _workers.Chance() < faults.Cuts)
        {
            _log.Write(ExecutionEvent.Cut, kind, request.Id);
            await connection.SendCutAsync(request, size, abort: _workers.Chance() < 0.5);
            return false;
        }
        _log.Write(ExecutionEvent.Ended, kind, request.Id);
        return await connection.SendAsync(200, request, size);
    }
}
