using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Perdure.Gateway.Listening;

/// <summary>The server's end of a queue of connections.</summary>
internal sealed class QueueListener(EndPoint endpoint, ConnectionQueue queue) : IConnectionListener
{
    public EndPoint EndPoint { get; } = endpoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => queue.TakeAsync(cancellationToken);

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        queue.Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
