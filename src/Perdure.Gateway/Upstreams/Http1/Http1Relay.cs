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
        var end = RelayEnd.CutShort;
        using var abort = exchange.Timer.Token.UnsafeRegister(static state => ((Http1Connection)state!).Abort(), connection);
        try
        {
            end = connection.Head.Status == 101 ? await UpgradeTunnel.RunAsync(exchange, connection) : await RelayAsync(exchange, connection);
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
        }
        finally
        {
            if (end == RelayEnd.CutShort && IsClientsDoing(exchange))
                end = RelayEnd.ClientGone;
            // The head is out: the only honest way to say "incomplete" is to cut the client off.
            if (end is RelayEnd.CutShort or RelayEnd.ClientGone)
                exchange.CutOff();
            // A body that was announced and not sent would swallow the next request.
            var reusable = end == RelayEnd.Complete && connection.Head is { Close: false, Status: not 101 } && IsSent(exchange, connection);
            if (connection.Pump is { } pump)
                await pump.StopAsync();
            GiveBack(exchange, connection, reusable);
        }

        return end;
    }

    /// <summary>Throws a short answer away and keeps the connection; a long one is not worth it.</summary>
    public static async ValueTask DiscardAsync(Exchange exchange, Http1Connection connection)
    {
        var head = connection.Head;
        var whole = head.Length is { } length && length == connection.Unread.Length && IsSent(exchange, connection);
        if (whole)
            connection.Take(connection.Unread.Length);
        if (connection.Pump is { } pump)
            await pump.StopAsync();
        GiveBack(exchange, connection, whole && !head.Close);
    }

    private static void GiveBack(Exchange exchange, Http1Connection connection, bool reusable)
    {
        if (reusable)
            connection.Pool.Return(connection, exchange.Clock.NowMs);
        else
            connection.Abort();
    }

    private static bool IsSent(Exchange exchange, Http1Connection connection) => connection.Pump?.Finished ?? exchange.Body.Ended;

    private static bool IsClientsDoing(Exchange exchange) =>
        exchange.Timer.Cause is CancelCause.ClientGone or CancelCause.ClientSlow
        || exchange.Body.ClientFault is not null
        || exchange.Lifetime.RequestAborted.IsCancellationRequested;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RelayEnd> RelayAsync(Exchange exchange, Http1Connection connection)
    {
        var head = connection.Head;
        CopyHead(exchange, head);
        if (exchange.Request.Method == "HEAD" || head.Status is 204 or 304)
        {
            // An instance that announces a body where there can be none may send it, too.
            head.Close |= head.Status == 204 && (head.Chunked || head.Length > 0);
            return RelayEnd.Complete;
        }

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
                target.ContentLength = head.Status == 204 ? null : head.Length;
            else if (target.TryGetValue(name, out var before))
                target[name] = StringValues.Concat(before, head.Value(at));
            else
                target[name] = head.Value(at);
        }

        if (exchange.Closing)
            target.Connection = "close";
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RelayEnd> RelayLengthAsync(Exchange exchange, Http1Connection connection, long left)
    {
        var writer = exchange.ResponseBody.Writer;
        while (true)
        {
            var piece = (int)Math.Min(connection.Unread.Length, left);
            if (piece > 0)
            {
                connection.Unread[..piece].CopyTo(writer.GetSpan(piece));
                writer.Advance(piece);
                exchange.Notes.BytesOut += piece;
                connection.Take(piece);
                left -= piece;
            }

            // A short answer goes out with its head in one piece when the server ends it; of a long one it would keep the last piece.
            if (left == 0)
                return !exchange.Response.HasStarted || await FlushAsync(exchange) ? RelayEnd.Complete : RelayEnd.ClientGone;

            if (piece > 0 && !await FlushAsync(exchange))
                return RelayEnd.ClientGone;
            if (connection.HasPendingRead || left < PieceBytes / 4)
            {
                if (connection.MustWait)
                {
                    // The head must not wait for a body that takes its time.
                    if (!exchange.Response.HasStarted && !await FlushAsync(exchange))
                        return RelayEnd.ClientGone;
                    exchange.ArmForInstance();
                }

                if (await connection.FillAsync() == 0)
                    return RelayEnd.CutShort;
                continue;
            }

            // The bulk of a long answer goes from socket to socket without a copy in between.
            var memory = writer.GetMemory(PieceBytes);
            var pending = connection.ReadDirectAsync(memory.Length > left ? memory[..(int)left] : memory);
            if (!pending.IsCompleted)
                exchange.ArmForInstance();
            var read = await pending;
            if (read == 0)
                return RelayEnd.CutShort;
            writer.Advance(read);
            exchange.Notes.BytesOut += read;
            left -= read;
            if (!await FlushAsync(exchange))
                return RelayEnd.ClientGone;
        }
    }

    private static async ValueTask<RelayEnd> RelayToCloseAsync(Exchange exchange, Http1Connection connection)
    {
        var writer = exchange.ResponseBody.Writer;
        var held = 0;
        while (true)
        {
            var piece = connection.Unread.Length;
            if (piece > 0)
            {
                connection.Unread.CopyTo(writer.GetSpan(piece));
                writer.Advance(piece);
                exchange.Notes.BytesOut += piece;
                connection.Take(piece);
                held += piece;
            }

            if (MustFlush(connection, ref held) && !await FlushAsync(exchange))
                return RelayEnd.ClientGone;
            if (await connection.FillAsync() == 0)
                return RelayEnd.Complete;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RelayEnd> RelayChunksAsync(Exchange exchange, Http1Connection connection)
    {
        var decoder = default(ChunkDecoder);
        var trailers = exchange.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var held = 0;
        while (true)
        {
            var part = Decode(exchange, connection, ref decoder, trailers, ref held);
            if (part != ChunkPart.NeedMore)
                return part == ChunkPart.End ? RelayEnd.Complete : RelayEnd.CutShort;
            if (MustFlush(connection, ref held) && !await FlushAsync(exchange))
                return RelayEnd.ClientGone;
            if (await connection.FillAsync() == 0)
                return RelayEnd.CutShort;
        }
    }

    // What has come must not wait for what has not; and an instance that always has more must not fill the memory of a slow client's answer.
    private static bool MustFlush(Http1Connection connection, ref int held)
    {
        if (held < PieceBytes && !connection.MustWait)
            return false;
        held = 0;
        return true;
    }

    // Hands on all the data in the buffer.
    private static ChunkPart Decode(Exchange exchange, Http1Connection connection, ref ChunkDecoder decoder, IHeaderDictionary? trailers, ref int held)
    {
        var writer = exchange.ResponseBody.Writer;
        while (true)
        {
            var part = decoder.Next(connection.Unread, out var piece, out var consumed);
            if (part == ChunkPart.Trailer)
            {
                AddTrailer(trailers, piece);
            }
            else if (part == ChunkPart.Data)
            {
                piece.CopyTo(writer.GetSpan(piece.Length));
                writer.Advance(piece.Length);
                exchange.Notes.BytesOut += piece.Length;
                held += piece.Length;
            }

            connection.Take(consumed);
            if (part is not (ChunkPart.Trailer or ChunkPart.Data))
                return part;
        }
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

    // False when the client takes no more of it.
    private static async ValueTask<bool> FlushAsync(Exchange exchange)
    {
        var flush = exchange.ResponseBody.Writer.FlushAsync(exchange.Timer.Token);
        if (!flush.IsCompleted)
            exchange.ArmForReader();
        var result = await flush;
        // Armed anew for every piece: an answer may take long as long as it moves, waiting or not.
        exchange.ArmForInstance();
        return !result.IsCompleted && !result.IsCanceled;
    }
}
