using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Perdure.Coordination.Tests.Support;

/// <summary>
/// Ports that were free a moment ago, for programs that cannot bind port 0 themselves; whoever uses them tries again on a clash. They lie
/// below those that the system gives out by itself, to connections too: a program that is killed and started again finds its port free.
/// </summary>
internal static class FreePorts
{
    private const int From = 10_000;
    private const int To = 32_000;

    public static int[] Take(int count)
    {
        var sockets = new List<Socket>();
        for (var tries = 0; sockets.Count < count; tries++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, RandomNumberGenerator.GetInt32(From, To)));
                sockets.Add(socket);
            }
            catch (SocketException) when (tries < 100)
            {
                // Somebody has this one.
                socket.Dispose();
            }
        }

        var ports = sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port).ToArray();
        foreach (var socket in sockets) socket.Dispose();
        return ports;
    }
}
