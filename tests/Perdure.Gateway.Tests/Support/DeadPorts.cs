using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Perdure.Gateway.Tests.Support;

/// <summary>
/// Ports that are bound and at which nobody listens, to the end of the process. One that is merely free may be given to the next server that any other
/// test starts, and what should be refused is then answered.
/// </summary>
internal static class DeadPorts
{
    private static readonly ConcurrentBag<Socket> s_kept = [];

    /// <summary>A new one.</summary>
    public static IPEndPoint Take()
    {
        var socket = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        s_kept.Add(socket);
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Keeps that of a server which has just stopped to listen.</summary>
    public static void Keep(IPEndPoint address) => s_kept.Add(Bind(address));

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(address);
        return socket;
    }
}
