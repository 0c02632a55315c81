using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Perdure.Gateway.Listening;

/// <summary>Accepts connections, turns the surplus away, and hands each to the end point of its protocol.</summary>
internal sealed class SniffingListener : IConnectionListener
{
    private readonly IConnectionListener _inner;
    private readonly ConnectionGate _gate;
    private readonly ConnectionQueue _http1 = new();
    private readonly ConnectionQueue _http2;
    private readonly ProtocolSniffer _sniffer;
    private readonly bool _sniff;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    public SniffingListener(IConnectionListener inner, ConnectionGate gate, ConnectionQueue http2, ProtocolSniffer sniffer, bool sniff)
    {
        _inner = inner;
        _gate = gate;
        _http2 = http2;
        _sniffer = sniffer;
        _sniff = sniff;
        _pump = PumpAsync();
    }

    public EndPoint EndPoint => _inner.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => _http1.TakeAsync(cancellationToken);

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _inner.UnbindAsync(cancellationToken);
        await _pump;
        _http1.Close();
        _http2.Close();
        await _stop.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await _pump;
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            // The end of accepting is not the end of the queues: after a hand-over, connections that have not said anything yet are still ours.
            while (await _inner.AcceptAsync() is { } connection)
                Admit(connection);
        }
        catch (Exception unexpected)
        {
            // The server learns of it from its own accept, and logs it.
            _http1.Close(unexpected);
            _http2.Close(unexpected);
        }
    }

    private void Admit(ConnectionContext connection)
    {
        var client = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (!_gate.TryEnter(client))
        {
            connection.Abort(new ConnectionAbortedException("too many connections"));
            _ = connection.DisposeAsync();
            return;
        }

        var counted = new CountedConnection(connection, () => _gate.Leave(client));
        if (!_sniff)
        {
            Hand(counted, _http1);
            return;
        }

        _ = SniffAsync(counted);
    }

    private async Task SniffAsync(CountedConnection connection)
    {
        // The server knows nothing of a connection that has not said anything yet, so closing it at the end is up to us.
        var protocol = await _sniffer.SniffAsync(connection, _stop.Token);
        if (protocol is SniffedProtocol.Nothing)
            await connection.DisposeAsync();
        else
            Hand(connection, protocol == SniffedProtocol.Http2 ? _http2 : _http1);
    }

    private static void Hand(CountedConnection connection, ConnectionQueue queue)
    {
        if (!queue.TryAdd(connection))
            _ = connection.DisposeAsync();
    }
}
