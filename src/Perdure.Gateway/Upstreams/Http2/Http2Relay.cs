using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http2;

/// <summary>Hands an instance's answer on to the client piece by piece: what the client does not take is not read.</summary>
internal static class Http2Relay
{
    private const int PieceBytes = 16 * 1024;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RelayEnd> RunAsync(Exchange exchange, HttpResponseMessage response, BodyContent? content)
    {
        var end = RelayEnd.CutShort;
        try
        {
            end = await RelayAsync(exchange, response);
        }
        catch (Exception) when (IsClientsDoing(exchange))
        {
            end = RelayEnd.ClientGone;
            exchange.CutOff();
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            // The head is out: the only honest way to say "incomplete" is to cut the client off.
            exchange.CutOff();
        }
        finally
        {
            response.Dispose();
            if (content is not null)
                await content.StopAsync();
        }

        return end;
    }

    private static bool IsClientsDoing(Exchange exchange) =>
        exchange.Timer.Cause is CancelCause.ClientGone or CancelCause.ClientSlow
        || exchange.Body.ClientFault is not null
        || exchange.Lifetime.RequestAborted.IsCancellationRequested;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RelayEnd> RelayAsync(Exchange exchange, HttpResponseMessage response)
    {
        exchange.Response.StatusCode = (int)response.StatusCode;
        if (exchange.Request.Protocol.Length > 6 && exchange.Request.Protocol[5] == '1' && response.ReasonPhrase is { Length: > 0 } reason)
            exchange.Response.ReasonPhrase = reason;
        var expected = CopyHead(exchange, response);
        var stream = response.Content.ReadAsStream(CancellationToken.None);
        return await CopyBodyAsync(exchange, stream, expected) ? CopyTrailers(exchange, response) : RelayEnd.ClientGone;
    }

    private static long? CopyHead(Exchange exchange, HttpResponseMessage response)
    {
        var target = exchange.Response.Headers;
        var from = response.Headers.NonValidated;
        var connection = from.TryGetValues("Connection", out var named) ? new StringValues([.. named]) : default;
        foreach (var (name, values) in from)
        {
            if (!HeaderRules.DroppedFromResponse(name) && (connection.Count == 0 || !HeaderRules.Names(connection, name)))
                target[name] = Join(target, name, values);
        }

        long? length = null;
        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                length = response.Content.Headers.ContentLength;
            if (connection.Count == 0 || !HeaderRules.Names(connection, name))
                target[name] = Join(target, name, values);
        }

        if (exchange.Closing)
            target.Connection = "close";
        return length;
    }

    private static StringValues Join(IHeaderDictionary target, string name, in HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            foreach (var value in values)
                return target.TryGetValue(name, out var before) ? StringValues.Concat(before, value) : value;
        }

        string[] all = [.. values];
        return target.TryGetValue(name, out var earlier) ? StringValues.Concat(earlier, all) : all;
    }

    // False when the client takes no more of it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> CopyBodyAsync(Exchange exchange, Stream stream, long? expected)
    {
        var writer = exchange.ResponseBody.Writer;
        var cancel = exchange.Timer.Token;
        var head = exchange.Request.Method.Equals("HEAD", StringComparison.Ordinal);
        long copied = 0;
        // An answer without a known length may take long to begin (events, streams): its head must not wait for it.
        if (expected is null && !head)
            await writer.FlushAsync(cancel);
        while (true)
        {
            var pending = stream.ReadAsync(writer.GetMemory(PieceBytes), cancel);
            if (!pending.IsCompleted)
            {
                // Only what really waits needs a timer.
                exchange.ArmForInstance();
            }

            var read = await pending;
            if (read == 0)
                break;
            copied += read;
            writer.Advance(read);
            exchange.Notes.BytesOut += read;
            // The server flushes the end of an answer by itself, in one write with the head when it's short.
            if (copied == expected && !exchange.Response.HasStarted)
                return true;
            var flushing = writer.FlushAsync(cancel);
            if (!flushing.IsCompleted)
                exchange.ArmForReader();
            var flush = await flushing;
            exchange.ArmForInstance();
            if (flush.IsCompleted || flush.IsCanceled)
                return false;
        }

        if (expected is { } length && copied != length && !head && exchange.Response.StatusCode != 304)
            throw new IOException("The instance's answer ended before its length.");
        return true;
    }

    private static RelayEnd CopyTrailers(Exchange exchange, HttpResponseMessage response)
    {
        var trailers = response.TrailingHeaders.NonValidated;
        if (trailers.Count == 0)
            return RelayEnd.Complete;
        var target = exchange.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        string? grpc = null;
        foreach (var (name, values) in trailers)
        {
            if (name.Equals("grpc-status", StringComparison.OrdinalIgnoreCase))
                grpc = values.ToString();
            if (target is not null && !HeaderRules.DroppedFromResponse(name))
                target[name] = new StringValues([.. values]);
        }

        return GrpcStatus.ToHttp(grpc) >= 500 ? RelayEnd.FailedInTrailers : RelayEnd.Complete;
    }
}
