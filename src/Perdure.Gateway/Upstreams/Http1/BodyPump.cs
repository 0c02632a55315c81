using System.Buffers;
using System.Globalization;
using System.Text;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>
/// Sends a body that streams while the answer is awaited: an instance may answer before it has taken all of it. A failure to send is
/// no verdict, the answer may be there already; a fault of the client ends the connection, so that nothing looks complete.
/// </summary>
internal sealed class BodyPump : BodySink
{
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    private readonly Http1Connection _connection;
    private readonly bool _chunked;
    private readonly CancellationTokenSource _stop = new();
    private readonly ArrayBufferWriter<byte> _frame = new();
    private Task _running = Task.CompletedTask;

    private BodyPump(Http1Connection connection, bool chunked)
    {
        _connection = connection;
        _chunked = chunked;
    }

    /// <summary>Whether the whole body went out.</summary>
    public bool Finished { get; private set; }

    /// <summary>Begins to send what the client has sent and sends.</summary>
    public static BodyPump Start(Http1Connection connection, Exchange exchange)
    {
        var pump = new BodyPump(connection, exchange.Body.Length is null);
        pump._running = pump.RunAsync(exchange);
        return pump;
    }

    /// <summary>Ends the sending and waits for it, so that nothing touches the exchange any more.</summary>
    public async ValueTask StopAsync()
    {
        if (!_running.IsCompleted)
        {
            _stop.Cancel();
            // A write that hangs ends only with the connection, which an unfinished body has made useless anyway.
            _connection.Abort();
        }

        await _running;
        _stop.Dispose();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        if (!_chunked || piece.IsEmpty)
            return _connection.WriteAsync(piece);
        _frame.ResetWrittenCount();
        Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture), _frame);
        _frame.Write("\r\n"u8);
        _frame.Write(piece.Span);
        _frame.Write("\r\n"u8);
        return _connection.WriteAsync(_frame.WrittenMemory);
    }

    public override ValueTask FlushAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    private async Task RunAsync(Exchange exchange)
    {
        try
        {
            await exchange.Body.CopyToAsync(this, exchange, _stop.Token);
            if (_chunked)
                await _connection.WriteAsync(LastChunk);
            Finished = true;
            if (!exchange.Relaying)
                exchange.ArmForInstance();
        }
        catch (Exception) when (exchange.Body.ClientFault is not null)
        {
            _connection.Abort();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
        }
    }
}
