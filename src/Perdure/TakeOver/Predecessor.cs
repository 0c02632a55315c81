using System.Net;
using System.Net.Sockets;
using Perdure.Gateway.Listening;
using Perdure.Nodes;

namespace Perdure.TakeOver;

/// <summary>The new process' side of a take-over: the process that serves until now, and the sockets it offers.</summary>
internal sealed class Predecessor : IDisposable
{
    private readonly MessageChannel _channel;
    private readonly TakeOverTimes _times;
    private readonly TimeProvider _time;

    private Predecessor(MessageChannel channel, TakeOverTimes times, TimeProvider time)
    {
        (_channel, _times, _time) = (channel, times, time);
    }

    /// <summary>Its process id; 0 when it is not of this process' namespace.</summary>
    public int Pid => _channel.Peer.Pid;

    /// <summary>Its version.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Its listening sockets.</summary>
    public IReadOnlyList<InheritedSocket> Sockets { get; private set; } = [];

    /// <summary>Asks the node that runs with this data directory; null when none does.</summary>
    /// <exception cref="TakeOverException">One does, and keeps its sockets.</exception>
    public static async Task<Predecessor?> FindAsync(
        string dataDirectory, string system, string node, TakeOverTimes times, TimeProvider time, CancellationToken cancel)
    {
        if (await ConnectAsync(ControlSocket.PathIn(dataDirectory), cancel) is not { } socket)
            return null;
        var found = new Predecessor(new MessageChannel(socket, time), times, time);
        try
        {
            return await found.AskAsync(system, node, cancel) ? found : await found.GoneAsync(cancel);
        }
        catch
        {
            found.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes over, when this process is ready in everything but accepting: the old one stops accepting, <paramref name="serve"/> begins,
    /// the old one closes its ends. When the old one dies on the way, this process serves alone.
    /// </summary>
    /// <returns>Whether the old process is still there, to finish what it has in flight.</returns>
    /// <exception cref="TakeOverException">The old process keeps the sockets. <see cref="Served"/> tells whether this one has accepted.</exception>
    public async Task<bool> TakeOverAsync(Action serve, CancellationToken cancel)
    {
        await SendAsync(new TakeOverMessage { Step = TakeOverStep.Ready }, cancel);
        var alive = await ReceiveAsync(TakeOverStep.Yours, cancel) is not null;
        if (!alive)
            await GoneAsync(cancel);
        serve();
        Served = true;
        if (!alive)
            return false;
        await SendAsync(new TakeOverMessage { Step = TakeOverStep.Serving }, cancel);
        try
        {
            return await ReceiveAsync(TakeOverStep.Released, cancel) is not null;
        }
        catch (TakeOverException hung) when (hung.InnerException is TimeoutException)
        {
            // It hangs. It has our word and acts on it when it goes on; until then it is good that somebody serves.
            return true;
        }
    }

    /// <summary>Whether this process began to accept.</summary>
    public bool Served { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    // A directory that may not be looked into hides a node that runs: connecting says so.
    private static bool IsMissing(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<Socket?> ConnectAsync(string path, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux() || IsMissing(path))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Left behind by a process that was killed.
            socket.Dispose();
            return null;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new TakeOverException($"cannot ask the running node at {path}: {refused.Message.TrimEnd('.')}; run as its user, or as root", refused);
        }
    }

    private async Task<bool> AskAsync(string system, string node, CancellationToken cancel)
    {
        if (!_channel.Peer.Trusted)
            throw new TakeOverException($"the control socket belongs to user {_channel.Peer.Uid}, who is neither root nor the user of this process");
        var hello = new TakeOverMessage
        {
            Step = TakeOverStep.Hello,
            Protocols = [TakeOverMessage.CurrentProtocol],
            System = system,
            Node = node,
            Version = ProductVersion.Text,
        };
        await SendAsync(hello, cancel);
        if (await ReceiveAsync(TakeOverStep.Offer, cancel) is not { } offer)
            return false;
        Version = offer.Version ?? "";
        var names = offer.Sockets ?? [];
        if (names.Length != _channel.Handles.Count)
            throw new TakeOverException($"the running node named {names.Length} sockets and sent {_channel.Handles.Count}; stop it and start the new one instead");
        Sockets = [.. names.Zip(_channel.Handles, (name, handle) => new InheritedSocket(name.Name, IPEndPoint.Parse(name.Address), handle))];
        _channel.Handles.Clear();
        return true;
    }

    private async Task SendAsync(TakeOverMessage message, CancellationToken cancel)
    {
        try
        {
            await _channel.SendAsync(message, cancel: cancel);
        }
        catch (SocketException)
        {
            // It may have said why before it closed; that is what the next read finds.
        }
    }

    // Null when the old process closed the connection without a word, which it does only by ending.
    private async Task<TakeOverMessage?> ReceiveAsync(TakeOverStep step, CancellationToken cancel)
    {
        try
        {
            var message = await _channel.ReceiveAsync(_times.Answer, cancel);
            if (message is { Step: TakeOverStep.Kept })
                throw new TakeOverException($"the running node (pid {Pid}) goes on serving: {message.Reason}");
            if (message is not null && message.Step != step)
                throw new TakeOverException($"the running node (pid {Pid}) said {message.Step} where {step} was due; stop it and start the new one instead");
            return message;
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidDataException)
        {
            throw new TakeOverException($"the running node (pid {Pid}) goes on serving as far as it can: {fault.Message}", fault);
        }
    }

    // Only a process that is really gone may be taken for dead: two that serve at a time would not know of each other.
    private async Task<Predecessor?> GoneAsync(CancellationToken cancel)
    {
        var since = _time.GetTimestamp();
        while (IsRunning(Pid))
        {
            if (_time.GetElapsedTime(since) > _times.Answer)
                throw new TakeOverException($"the running node (pid {Pid}) closed the connection and still runs; look at its log");
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancel);
        }

        return null;
    }

    private static bool IsRunning(int pid)
    {
        if (pid == 0)
            return false;
        try
        {
            // "12 (name) S …": the name may have anything in it but comes first.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
