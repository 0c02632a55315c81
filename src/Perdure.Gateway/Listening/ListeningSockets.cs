using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Perdure.Gateway.Listening;

/// <summary>
/// All listening sockets of a process: those it opens itself and those it inherits from the process that it takes over from. They can be
/// held together, so that at each moment one of two processes accepts. Thread-safe.
/// </summary>
public sealed class ListeningSockets
{
    // What the kernel queues for us, as far as net.core.somaxconn allows.
    private const int Backlog = 4096;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<InheritedSocket> _inherited;
    private ImmutableArray<ListeningSocket> _open = [];
    private bool _held;

    /// <summary>No sockets yet.</summary>
    /// <param name="time">The clock of pauses.</param>
    /// <param name="inherited">Sockets of another process, used instead of opening their addresses. Owned from here on. Default: none.</param>
    /// <param name="held">Whether nothing is accepted before <see cref="Release"/>. Default: false.</param>
    public ListeningSockets(TimeProvider time, IEnumerable<InheritedSocket>? inherited = null, bool held = false)
    {
        _time = time;
        _inherited = [.. inherited ?? []];
        _held = held;
    }

    /// <summary>The sockets that are open.</summary>
    public IReadOnlyList<ListeningSocket> Open => _open;

    /// <summary>Stops accepting on all of them; returns when nothing is accepted any more.</summary>
    public Task HoldAsync()
    {
        lock (_lock)
        {
            _held = true;
            return Task.WhenAll(_open.Select(socket => socket.HoldAsync()));
        }
    }

    /// <summary>Accepts on all of them. What was inherited and is not used is closed.</summary>
    public void Release()
    {
        InheritedSocket[] unused;
        lock (_lock)
        {
            _held = false;
            unused = [.. _inherited];
            _inherited.Clear();
        }

        foreach (var socket in unused)
            socket.Handle.Dispose();
        foreach (var socket in _open)
            socket.Release();
    }

    /// <summary>Closes this process's ends; connections stay.</summary>
    public Task CloseAsync() => Task.WhenAll(_open.Select(socket => socket.CloseAsync()));

    /// <summary>A transport of the web server on these sockets, for what is not a listener of the system file.</summary>
    /// <param name="name">What it is for; names the socket to another process.</param>
    /// <param name="loggers">For connections that break.</param>
    public IConnectionListenerFactory Transport(string name, ILoggerFactory loggers) =>
        new SocketTransport(this, name, new SocketConnectionFactoryOptions(), loggers);

    /// <summary>Takes the inherited socket of this address, or opens one.</summary>
    /// <exception cref="AddressInUseException">Something else has the address.</exception>
    /// <exception cref="SocketException">It cannot be bound for another reason.</exception>
    internal ListeningSocket Listen(string name, IPEndPoint address)
    {
        lock (_lock)
        {
            var socket = new ListeningSocket(name, address, Inherit(name, address) ?? Bind(address), _held, _time, Forget);
            _open = _open.Add(socket);
            return socket;
        }
    }

    private void Forget(ListeningSocket socket)
    {
        lock (_lock)
            _open = _open.Remove(socket);
    }

    // A fixed address is the same whatever its name; of any free port only the name tells which.
    private Socket? Inherit(string name, IPEndPoint address)
    {
        var found = _inherited.Find(socket => socket.Address.Equals(address) && (address.Port != 0 || socket.Name == name));
        if (found is null)
            return null;
        _inherited.Remove(found);
        return new Socket(found.Handle);
    }

    private static Socket Bind(IPEndPoint address)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException fault)
        {
            socket?.Dispose();
            if (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException(fault.Message, fault);
            throw;
        }
    }
}
