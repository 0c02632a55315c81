using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>Writes the head of a request to an instance. What comes in as Latin-1 goes out as Latin-1: bytes pass unchanged.</summary>
internal static class RequestWriter
{
    /// <summary>Writes the request line and all headers, up to and with the empty line.</summary>
    public static void Write(Exchange exchange, Upstream upstream, IBufferWriter<byte> to)
    {
        var traits = exchange.Traits;
        var headers = exchange.Request.Headers;
        Text(to, (traits & RequestTraits.ExtendedConnect) != 0 ? "GET" : exchange.Request.Method);
        to.Write(" "u8);
        Text(to, upstream.PathPrefix);
        Text(to, exchange.Target);
        to.Write(" HTTP/1.1\r\n"u8);
        Line(to, "Host", upstream.KeepsHost && headers.Host.Count > 0 ? headers.Host.ToString() : upstream.HostAndPort);
        CopyHeaders(headers, exchange.Trace is not null, to);
        WriteForwarded(exchange, to);
        WriteTrace(exchange, to);
        WriteFraming(exchange, to);
        if ((traits & (RequestTraits.Upgrade | RequestTraits.ExtendedConnect)) != 0)
            WriteUpgrade(exchange, to);
        if ((traits & RequestTraits.Trailers) != 0)
            to.Write("TE: trailers\r\nConnection: TE\r\n"u8);
        if ((traits & RequestTraits.ExpectContinue) != 0)
            to.Write("Expect: 100-continue\r\n"u8);
        to.Write("\r\n"u8);
    }

    private static void CopyHeaders(IHeaderDictionary headers, bool traced, IBufferWriter<byte> to)
    {
        var connection = headers.Connection;
        var plain = connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "close" or "Keep-Alive");
        foreach (var (name, values) in headers)
        {
            if (!HeaderRules.IsToken(name) || HeaderRules.DroppedFromRequest(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!plain && HeaderRules.Names(connection, name))
                continue;
            if (traced && TraceHeaders.Replaces(name))
                continue;
            foreach (var value in values)
                Line(to, name, value ?? "");
        }
    }

    private static void WriteForwarded(Exchange exchange, IBufferWriter<byte> to)
    {
        var forwarded = exchange.Forwarded;
        Line(to, "X-Forwarded-For", forwarded.For);
        Line(to, "X-Forwarded-Proto", forwarded.Proto);
        if (forwarded.Host.Length > 0)
            Line(to, "X-Forwarded-Host", forwarded.Host);
        Line(to, "Forwarded", forwarded.Standard);
        Line(to, "X-Request-Id", exchange.RequestId);
        Line(to, DeadlineHeaders.Name, DeadlineHeaders.Format(Math.Max(1, exchange.RemainingMs)));
        if ((exchange.Traits & RequestTraits.Grpc) != 0 && exchange.Request.Headers.ContainsKey(DeadlineHeaders.Grpc))
            Line(to, DeadlineHeaders.Grpc, Math.Max(1, exchange.RemainingMs).ToString(CultureInfo.InvariantCulture) + "m");
    }

    private static void WriteTrace(Exchange exchange, IBufferWriter<byte> to)
    {
        if (exchange.Trace is not { } trace)
            return;
        to.Write("traceparent: "u8);
        TraceParent.Write(TraceHeaders.ParentOf(exchange, trace), to.GetSpan(TraceParent.Length));
        to.Advance(TraceParent.Length);
        to.Write("\r\n"u8);
        if (trace.State is { } state)
            Line(to, TraceState.Header, state);
    }

    private static void WriteFraming(Exchange exchange, IBufferWriter<byte> to)
    {
        var body = exchange.Body;
        if (body.Length is { } length)
            Line(to, "Content-Length", length.ToString(CultureInfo.InvariantCulture));
        else if (body.Present && body.TryGetWhole(out var whole))
            // It came in chunks and is kept: it goes out in one piece, with the head, and not in chunks.
            Line(to, "Content-Length", whole.Length.ToString(CultureInfo.InvariantCulture));
        else if (body.Present)
            to.Write("Transfer-Encoding: chunked\r\n"u8);
        else if (exchange.Request.Method is "POST" or "PUT" or "PATCH")
            to.Write("Content-Length: 0\r\n"u8);
    }

    private static void WriteUpgrade(Exchange exchange, IBufferWriter<byte> to)
    {
        to.Write("Connection: Upgrade\r\n"u8);
        if ((exchange.Traits & RequestTraits.Upgrade) != 0)
        {
            Line(to, "Upgrade", exchange.Request.Headers.Upgrade.ToString());
            return;
        }

        // RFC 8441: HTTP/2 has no key to prove the handshake; HTTP/1.1 towards the instance needs one.
        Line(to, "Upgrade", "websocket");
        Line(to, "Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
    }

    private static void Line(IBufferWriter<byte> to, string name, string value)
    {
        var span = to.GetSpan(name.Length + value.Length + 4);
        var at = Encoding.Latin1.GetBytes(name, span);
        span[at++] = (byte)':';
        span[at++] = (byte)' ';
        at += Encoding.Latin1.GetBytes(value, span[at..]);
        span[at++] = (byte)'\r';
        span[at++] = (byte)'\n';
        to.Advance(at);
    }

    private static void Text(IBufferWriter<byte> to, string text) =>
        to.Advance(Encoding.Latin1.GetBytes(text, to.GetSpan(text.Length)));
}
