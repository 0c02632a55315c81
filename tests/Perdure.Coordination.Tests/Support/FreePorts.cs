using System.Net;
using System.Net.Sockets;

namespace Perdure.Coordination.Tests.Support;

/// <summary>Ports that were free a moment ago, for programs that cannot bind port 0 themselves; whoever uses them tries again on a clash.</summary>
internal static class FreePorts
{
    public static int[] Take(int count)
    {
        var sockets = new Socket[count];
        for (var i = 0; i < count; i++)
        {
            sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets[i].Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        var ports = sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port).ToArray();
        foreach (var socket in sockets) socket.Dispose();
        return ports;
    }
}
