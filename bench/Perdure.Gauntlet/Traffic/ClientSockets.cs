using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Perdure.Gauntlet.Traffic;

/// <summary>HTTP clients of the rig.</summary>
public static class ClientSockets
{
    /// <summary>
    /// A client without manners of its own. With <paramref name="addresses"/>, its connections come from as many loopback addresses in turn: a
    /// crowd is no single client, and gateways bound what one client may hold.
    /// </summary>
    public static HttpClient Create(Uri gateway, TimeSpan connectTimeout, int addresses)
    {
        var next = -1;
        var handler = new SocketsHttpHandler { ConnectTimeout = connectTimeout, UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (addresses > 0) handler.ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, (uint)Interlocked.Increment(ref next) % (uint)addresses, cancel);
        return new HttpClient(handler) { BaseAddress = gateway, Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, uint address, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.1.{address + 1}")), 0));
            await socket.ConnectAsync(IPAddress.Loopback, target.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
