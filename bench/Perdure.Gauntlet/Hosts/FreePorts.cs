using System.Net;
using System.Net.Sockets;

namespace Perdure.Gauntlet.Hosts;

/// <summary>
/// Ports of loopback that are free. They are taken from below the range from which the kernel takes the ports of outgoing
/// connections: otherwise a client could be given the port of an instance that is dead at the moment, which then can't come back.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Last = 32_000;
    private static readonly Lock Gate = new();
    private static int _next = First + Environment.ProcessId * 37 % (Last - First);

    /// <summary>A port that nothing listens on now and that this process hasn't handed out since it last went round.</summary>
    /// <exception cref="InvalidOperationException">Every port of the range is taken.</exception>
    public static int Take()
    {
        lock (Gate)
        {
            for (var i = First; i < Last; i++)
            {
                var port = _next++;
                if (_next >= Last) _next = First;
                if (IsFree(port)) return port;
            }
        }
        throw new InvalidOperationException($"No port from {First} to {Last} is free on loopback; stop what listens there.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
