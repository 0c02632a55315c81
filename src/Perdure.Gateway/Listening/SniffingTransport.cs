using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Perdure.Gateway.Listening;

/// <summary>
/// The transport of one listener: accepts sockets, keeps within the connection limits, and tells cleartext HTTP/2 from HTTP/1.1 by the
/// first bytes, so that both are served on one port.
/// </summary>
internal sealed class SniffingTransport(
    ListeningSockets sockets, string name, ConnectionGate gate, TimeProvider time, TimeSpan patience, bool sniff, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ConnectionQueue _http2 = new();

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or Http2EndPoint;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is Http2EndPoint)
            return new QueueListener(endpoint, _http2);
        // Both sides of the gateway complete on the thread that sees the socket ready: no hop to another thread on the way.
        var options = new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true, IOQueueCount = 0 };
        var inner = await new SocketTransport(sockets, name, options, loggers).BindAsync(endpoint, cancellationToken);
        return new SniffingListener(inner, gate, _http2, new ProtocolSniffer(time, patience), sniff);
    }
}
