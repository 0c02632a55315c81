using System.Net;
using System.Net.Sockets;

namespace Perdure.Durability.Torture.Rig;

/// <summary>Ports for processes that are started again at the same place.</summary>
internal static class FreePorts
{
    /// <summary>Ports on the loopback address that were free a moment ago, all different.</summary>
    public static int[] Take(int count)
    {
        var holders = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var holder in holders)
                holder.Start();
            return [.. holders.Select(holder => ((IPEndPoint)holder.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var holder in holders)
                holder.Dispose();
        }
    }
}
