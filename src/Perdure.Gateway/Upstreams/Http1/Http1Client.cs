using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>
/// Sends a request over HTTP/1.1 once, never twice, and waits for the head of the answer. Our own client, because a general one hides
/// what a gateway must know: whether anything was sent, and that it was not sent again.
/// </summary>
internal static class Http1Client
{
    /// <summary>How long an instance that was asked to may keep a client waiting for <c>100 Continue</c>.</summary>
    private static readonly TimeSpan ContinueLimit = TimeSpan.FromSeconds(1);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<UpstreamAnswer> SendAsync(Exchange exchange, Upstream upstream, Http1Pool pool, TimeProvider time)
    {
        var mayRepeat = (exchange.Traits & RequestTraits.Idempotent) != 0;
        exchange.ArmForInstance();
        var connection = pool.TryTake(exchange.Clock.NowMs, mayRepeat ? Http1Pool.IdleLimitMs : Http1Pool.FreshMs);
        if (connection is null)
        {
            try
            {
                connection = await pool.ConnectAsync(exchange.Timer.Token);
            }
            catch (UpstreamConnectException refused)
            {
                return new UpstreamAnswer(UpstreamFault.ConnectFailed, refused.Error);
            }
            catch (OperationCanceledException)
            {
                return BeforeSending(exchange.Timer.Cause);
            }
        }

        using var abort = exchange.Timer.Token.UnsafeRegister(static state => ((Http1Connection)state!).Abort(), connection);
        try
        {
            await WriteAsync(exchange, upstream, connection);
            var fault = await ReadHeadAsync(exchange, connection, time);
            if (fault == UpstreamFault.None)
            {
                // The time-out is for the beginning of the answer. One that ran out at the same moment has closed the connection: what is not
                // here by now does not come any more, and nobody has seen anything of it yet.
                if (connection.Pump is not null)
                    return new UpstreamAnswer(connection);
                abort.Dispose();
                if (exchange.Timer.TryStop())
                    return new UpstreamAnswer(connection);
                if (exchange.Timer.Cause is CancelCause.AttemptTimedOut or CancelCause.RequestTimedOut && IsWhole(exchange, connection))
                {
                    connection.Head.Close = true;
                    exchange.Timer.Renew();
                    return new UpstreamAnswer(connection);
                }
            }

            await EndAsync(connection);
            return Explain(fault, exchange);
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            await EndAsync(connection);
            return Explain(UpstreamFault.Reset, exchange);
        }
    }

    /// <summary>Ends a connection whose answer is not wanted any more.</summary>
    public static async ValueTask EndAsync(Http1Connection connection)
    {
        connection.Abort();
        if (connection.Pump is { } pump)
            await pump.StopAsync();
    }

    private static async ValueTask WriteAsync(Exchange exchange, Upstream upstream, Http1Connection connection)
    {
        var head = connection.Out;
        head.ResetWrittenCount();
        RequestWriter.Write(exchange, upstream, head);
        var body = exchange.Body;
        if (body.TryGetWhole(out var whole))
        {
            // A small body goes out with the head in one piece.
            if (whole.Length is > 0 and <= 4096)
            {
                whole.Span.CopyTo(head.GetSpan(whole.Length));
                head.Advance(whole.Length);
                whole = default;
            }

            try
            {
                await connection.WriteAsync(head.WrittenMemory);
                if (whole.Length > 0)
                    await connection.WriteAsync(whole);
            }
            catch (Exception fault) when (fault is IOException && !exchange.Timer.Token.IsCancellationRequested)
            {
                // An instance may answer and close before it has taken everything: reading tells.
            }

            return;
        }

        await connection.WriteAsync(head.WrittenMemory);
        if ((exchange.Traits & RequestTraits.ExpectContinue) == 0)
            connection.Pump = BodyPump.Start(connection, exchange);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<UpstreamFault> ReadHeadAsync(Exchange exchange, Http1Connection connection, TimeProvider time)
    {
        while (true)
        {
            var result = ResponseParser.Parse(connection.Unread, connection.Head, out var consumed);
            if (result == ParseResult.Bad)
                return UpstreamFault.BadAnswer;
            if (result == ParseResult.NeedMore)
            {
                if (connection.Unread.Length >= Http1Connection.HeadLimit)
                    return UpstreamFault.BadAnswer;
                var waitsForContinue = connection.Pump is null && !exchange.Body.Ended;
                if (waitsForContinue && connection.MustWait && !await WaitForContinueAsync(exchange, connection, time))
                    continue;
                if (await connection.FillAsync() == 0)
                    return connection.Unread.IsEmpty ? UpstreamFault.Reset : UpstreamFault.BadAnswer;
                continue;
            }

            connection.Take(consumed);
            var status = connection.Head.Status;
            if (status >= 200 || status == 101)
                return status == 101 && !exchange.IsUpgrade ? UpstreamFault.BadAnswer : UpstreamFault.None;
            if (status == 100 && connection.Pump is null && !exchange.Body.Ended)
                connection.Pump = BodyPump.Start(connection, exchange);
        }
    }

    // An instance need not know of 100-continue: after a while the body is sent all the same (RFC 9110, section 10.1.1).
    private static async ValueTask<bool> WaitForContinueAsync(Exchange exchange, Http1Connection connection, TimeProvider time)
    {
        using var over = new CancellationTokenSource();
        var limit = Task.Delay(ContinueLimit, time, over.Token);
        var arrived = connection.WhenReadable();
        if (await Task.WhenAny(arrived, limit) == arrived)
        {
            await over.CancelAsync();
            return true;
        }

        connection.Pump = BodyPump.Start(connection, exchange);
        return false;
    }

    private static bool IsWhole(Exchange exchange, Http1Connection connection)
    {
        var head = connection.Head;
        if (exchange.Request.Method == "HEAD" || head.Status is 204 or 304)
            return true;
        return head.Chunked ? connection.Unread.EndsWith("0\r\n\r\n"u8) : head.Length is { } length && connection.Unread.Length >= length;
    }

    private static UpstreamAnswer BeforeSending(CancelCause cause) => cause switch
    {
        CancelCause.ClientGone => new UpstreamAnswer(UpstreamFault.ClientGone, null),
        CancelCause.RequestTimedOut => new UpstreamAnswer(UpstreamFault.RequestTimedOut, "connection_timeout"),
        CancelCause.Outrun => new UpstreamAnswer(UpstreamFault.Outrun, null),
        _ => new UpstreamAnswer(UpstreamFault.ConnectFailed, "connection_timeout"),
    };

    private static UpstreamAnswer Explain(UpstreamFault fault, Exchange exchange)
    {
        var cause = exchange.Timer.Cause;
        if (cause == CancelCause.ClientGone)
            return new UpstreamAnswer(UpstreamFault.ClientGone, null);
        if (exchange.Body.ClientFault is not null || cause == CancelCause.ClientSlow)
            return new UpstreamAnswer(UpstreamFault.ClientFault, null);
        return cause switch
        {
            CancelCause.RequestTimedOut => new UpstreamAnswer(UpstreamFault.RequestTimedOut, "http_response_timeout"),
            CancelCause.Outrun => new UpstreamAnswer(UpstreamFault.Outrun, null),
            CancelCause.AttemptTimedOut or CancelCause.Idle => new UpstreamAnswer(UpstreamFault.TimedOut, "http_response_timeout"),
            _ when fault == UpstreamFault.BadAnswer => new UpstreamAnswer(UpstreamFault.BadAnswer, "http_protocol_error"),
            _ => new UpstreamAnswer(UpstreamFault.Reset, "connection_terminated"),
        };
    }
}
