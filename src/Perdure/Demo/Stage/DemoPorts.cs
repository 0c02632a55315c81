using System.Net;
using System.Net.Sockets;

namespace Perdure.Demo.Stage;

/// <summary>Finds free ports.</summary>
internal static class DemoPorts
{
    /// <summary>Ports on the loopback address that were free a moment ago, all different.</summary>
    public static int[] Free(int count)
    {
        // All are held at once, so that none is given twice.
        var holders = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var holder in holders) holder.Start();
            return [.. holders.Select(h => ((IPEndPoint)h.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var holder in holders) holder.Dispose();
        }
    }
}
