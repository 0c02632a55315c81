using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Perdure.Gateway.Listening;

/// <summary>Connections on their way to the server. Bounded by the listener's limit on connections.</summary>
internal sealed class ConnectionQueue
{
    private readonly Channel<ConnectionContext> _channel = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Hands a connection over; false after the end.</summary>
    public bool TryAdd(ConnectionContext connection) => _channel.Writer.TryWrite(connection);

    /// <summary>The next connection, or null after the end.</summary>
    public async ValueTask<ConnectionContext?> TakeAsync(CancellationToken cancel)
    {
        while (await _channel.Reader.WaitToReadAsync(cancel))
        {
            if (_channel.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    /// <summary>No more will come.</summary>
    public void Close(Exception? fault = null) => _channel.Writer.TryComplete(fault);
}
