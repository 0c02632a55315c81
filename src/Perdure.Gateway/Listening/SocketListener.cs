using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Perdure.Gateway.Listening;

/// <summary>Makes the connections of the web server from what a listening socket accepts.</summary>
internal sealed class SocketListener(ListeningSocket socket, SocketConnectionContextFactory connections) : IConnectionListener
{
    public EndPoint EndPoint => socket.Bound;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await socket.AcceptAsync() is { } accepted)
        {
            try
            {
                accepted.NoDelay = true;
                return connections.Create(accepted);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Gone already.
                accepted.Dispose();
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => new(socket.CloseAsync());

    public async ValueTask DisposeAsync()
    {
        await socket.CloseAsync();
        connections.Dispose();
    }
}
