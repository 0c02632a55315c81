using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Perdure.Gateway.Listening;

/// <summary>The transport of the web server on the listening sockets of this process.</summary>
internal sealed class SocketTransport(ListeningSockets sockets, string name, SocketConnectionFactoryOptions options, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = sockets.Listen(name, (IPEndPoint)endpoint);
        var connections = new SocketConnectionContextFactory(
            options, loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        return ValueTask.FromResult<IConnectionListener>(new SocketListener(socket, connections));
    }
}
