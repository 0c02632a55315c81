using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>Hands an answer that came over HTTP/1.1 on to the client: what the client does not take is not read.</summary>
internal static class Http1Relay
{
    private const int PieceBytes = 32 * 1024;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RelayEnd> RunAsync(Exchange exchange, Http1Connection connection)
    {
        var complete = false;
        var end = RelayEnd.CutShort;
        using var abort = exchange.Timer.Token.UnsafeRegister(static state => ((Http1Connection)state!).Abort(), connection);
        try
        {
            if (connection.Head.Status == 101)
                end = await UpgradeTunnel.RunAsync(exchange, connection);
            else
                complete = await RelayAsync(exchange, connection);
            if (complete)
                end = RelayEnd.Complete;
            else if (end == RelayEnd.CutShort)
                exchange.CutOff();
        }
        catch (Exception) when (IsClientGone(exchange))
        {
            end = RelayEnd.ClientGone;
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The head is out: the only honest way to say "incomplete" is to cut the client off.
            exchange.CutOff();
        }

        if (connection.Pump is { } pump)
        {
            complete &= pump.Finished;
            await pump.StopAsync();
        }

        GiveBack(exchange, connection, complete && !connection.Head.Close);
        return end;
    }

    /// <summary>Throws a short answer away and keeps the connection; a long one is not worth it.</summary>
    public static async ValueTask DiscardAsync(Exchange exchange, Http1Connection connection)
    {
        var head = connection.Head;
        var whole = head.Length is { } length && length == connection.Unread.Length && (connection.Pump is null || connection.Pump.Finished);
        if (whole)
            connection.Take(connection.Unread.Length);
        if (connection.Pump is { } pump)
            await pump.StopAsync();
        GiveBack(exchange, connection, whole && !head.Close && exchange.Body.Ended);
    }

    private static void GiveBack(Exchange exchange, Http1Connection connection, bool reusable)
    {
        if (reusable)
            connection.Pool.Return(connection, exchange.Clock.NowMs);
        else
            connection.Abort();
    }

    private static bool IsClientGone(Exchange exchange) =>
        exchange.Timer.Cause == CancelCause.ClientGone || exchange.Lifetime.RequestAborted.IsCancellationRequested;

    // Returns false when the instance broke off.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> RelayAsync(Exchange exchange, Http1Connection connection)
    {
        var head = connection.Head;
        CopyHead(exchange, head);
        if (exchange.Request.Method == "HEAD" || head.Status is 204 or 304)
            return true;
        if (head.Chunked)
            return await RelayChunksAsync(exchange, connection);
        if (head.Length is { } length)
            return await RelayLengthAsync(exchange, connection, length);
        head.Close = true;
        return await RelayToCloseAsync(exchange, connection);
    }

    private static void CopyHead(Exchange exchange, ResponseHead head)
    {
        var response = exchange.Response;
        response.StatusCode = head.Status;
        if (head.Reason is { Length: > 0 } reason)
            response.ReasonPhrase = reason;
        var target = response.Headers;
        var connection = head.Connection is null or "close" or "keep-alive" ? null : head.Connection;
        for (var at = 0; at < head.Count; at++)
        {
            var name = head.Name(at);
            if (head.IsHop(at) || (connection is not null && HeaderRules.Names(connection.AsSpan(), name)))
                continue;
            if (ReferenceEquals(name, "Content-Length"))
                target.ContentLength = head.Length;
            else if (target.TryGetValue(name, out var before))
                target[name] = StringValues.Concat(before, head.Value(at));
            else
                target[name] = head.Value(at);
        }

        if (exchange.Closing)
            target.Connection = "close";
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> RelayLengthAsync(Exchange exchange, Http1Connection connection, long left)
    {
        var writer = exchange.ResponseBody.Writer;
        while (true)
        {
            var piece = (int)Math.Min(connection.Unread.Length, left);
            if (piece > 0)
            {
                connection.Unread[..piece].CopyTo(writer.GetSpan(piece));
                writer.Advance(piece);
                connection.Take(piece);
                left -= piece;
            }

            // A short answer goes out with its head in one piece when the server ends it; of a long one it would keep the last piece.
            if (left == 0)
                return !exchange.Response.HasStarted || await FlushAsync(exchange);
            if (piece > 0 && !await FlushAsync(exchange))
                return false;
            if (connection.HasPendingRead || left < PieceBytes / 4)
            {
                if (connection.MustWait)
                {
                    // The head must not wait for a body that takes its time.
                    if (!exchange.Response.HasStarted && !await FlushAsync(exchange))
                        return false;
                    exchange.ArmForInstance();
                }

                if (await connection.FillAsync() == 0)
                    return false;
                continue;
            }

            // The bulk of a long answer goes from socket to socket without a copy in between.
            var memory = writer.GetMemory(PieceBytes);
            var pending = connection.ReadDirectAsync(memory.Length > left ? memory[..(int)left] : memory);
            if (!pending.IsCompleted)
                exchange.ArmForInstance();
            var read = await pending;
            if (read == 0)
                return false;
            writer.Advance(read);
            left -= read;
            if (!await FlushAsync(exchange))
                return false;
        }
    }

    private static async ValueTask<bool> RelayToCloseAsync(Exchange exchange, Http1Connection connection)
    {
        var writer = exchange.ResponseBody.Writer;
        while (true)
        {
            var piece = connection.Unread.Length;
            if (piece > 0)
            {
                connection.Unread.CopyTo(writer.GetSpan(piece));
                writer.Advance(piece);
                connection.Take(piece);
            }

            if (connection.MustWait)
            {
                if (!await FlushAsync(exchange))
                    return false;
                exchange.ArmForInstance();
            }

            if (await connection.FillAsync() == 0)
                return true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> RelayChunksAsync(Exchange exchange, Http1Connection connection)
    {
        var decoder = default(ChunkDecoder);
        var trailers = exchange.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        while (true)
        {
            if (!Decode(exchange, connection, ref decoder, trailers))
                return false;
            if (decoder.IsDone)
                return true;
            if (connection.MustWait)
            {
                // What has come must not wait for what has not.
                if (!await FlushAsync(exchange))
                    return false;
                exchange.ArmForInstance();
            }

            if (await connection.FillAsync() == 0)
                return false;
        }
    }

    // Hands on all the data in the buffer; false when it is malformed.
    private static bool Decode(Exchange exchange, Http1Connection connection, ref ChunkDecoder decoder, IHeaderDictionary? trailers)
    {
        var writer = exchange.ResponseBody.Writer;
        while (!decoder.IsDone)
        {
            var result = decoder.Next(connection.Unread, line => AddTrailer(trailers, line), out var data, out var consumed);
            if (result == ParseResult.Bad)
                return false;
            if (data.Length > 0)
            {
                data.CopyTo(writer.GetSpan(data.Length));
                writer.Advance(data.Length);
            }

            connection.Take(consumed);
            if (result == ParseResult.NeedMore)
                return true;
        }

        return true;
    }

    private static void AddTrailer(IHeaderDictionary? trailers, ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (trailers is null || colon <= 0)
            return;
        var name = HeaderNames.Get(line[..colon]);
        if (!HeaderRules.DroppedFromResponse(name) && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            trailers.Append(name, Encoding.Latin1.GetString(line[(colon + 1)..].Trim(" \t"u8)));
    }

    private static async ValueTask<bool> FlushAsync(Exchange exchange)
    {
        var flush = exchange.ResponseBody.Writer.FlushAsync(exchange.Timer.Token);
        if (!flush.IsCompleted)
            exchange.ArmForClient();
        var result = await flush;
        if (!result.IsCompleted && !result.IsCanceled)
            return true;
        exchange.Timer.Token.ThrowIfCancellationRequested();
        return false;
    }
}
