using System.Net;
using System.Net.Sockets;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>Ports for processes that can't be asked which one they got. Thread-safe.</summary>
internal static class FreePorts
{
    // Below those that the system gives to outgoing connections, of which a test may have opened one in the meantime.
    private const int From = 16_000;
    private const int To = 32_000;

    private static readonly Lock s_lock = new();
    private static readonly HashSet<int> s_taken = [];
    private static readonly Random s_random = new(Environment.ProcessId);

    /// <summary>Ports on the loopback address that were free a moment ago, all different, and none of them given to anybody before.</summary>
    public static int[] Take(int count)
    {
        lock (s_lock)
        {
            var found = new List<int>(count);
            while (found.Count < count)
            {
                var port = s_random.Next(From, To);
                if (!s_taken.Contains(port) && IsFree(port) && s_taken.Add(port)) found.Add(port);
            }

            return [.. found];
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
