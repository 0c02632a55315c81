using System.Globalization;
using System.Net;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Upstreams.Http2;

/// <summary>Turns an exchange's request into the one that goes to an instance over HTTP/2.</summary>
internal static class Http2Request
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static HttpRequestMessage Build(Exchange exchange, Upstream upstream, HttpContent? content)
    {
        var request = new HttpRequestMessage
        {
            Method = MethodOf(exchange.Request.Method),
            // The path goes on as the client wrote it: decoding and encoding it again could change what it means.
            RequestUri = new Uri(upstream.Authority + upstream.PathPrefix + exchange.Target, AsWritten),
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        CopyHeaders(exchange, upstream, request);
        AddOwn(exchange, request);
        return request;
    }

    private static HttpMethod MethodOf(string method) => method switch
    {
        "GET" => HttpMethod.Get,
        "POST" => HttpMethod.Post,
        "PUT" => HttpMethod.Put,
        "HEAD" => HttpMethod.Head,
        "DELETE" => HttpMethod.Delete,
        "PATCH" => HttpMethod.Patch,
        "OPTIONS" => HttpMethod.Options,
        _ => new HttpMethod(method),
    };

    private static void CopyHeaders(Exchange exchange, Upstream upstream, HttpRequestMessage request)
    {
        var headers = exchange.Request.Headers;
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (name.Length > 0 && name[0] == ':')
                continue;
            if (HeaderRules.DroppedFromRequest(name) || (connection.Count > 0 && HeaderRules.Names(connection, name)))
                continue;
            if (!upstream.KeepsHost && name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                continue;
            if (exchange.Trace is not null && TraceHeaders.Replaces(name))
                continue;
            Add(request, name, values);
        }
    }

    private static void Add(HttpRequestMessage request, string name, in StringValues values)
    {
        if (values.Count == 1)
        {
            var value = values[0] ?? "";
            if (!request.Headers.TryAddWithoutValidation(name, value))
                AddToContent(request, name, value);
        }
        else
        {
            string?[] all = values.ToArray();
            if (!request.Headers.TryAddWithoutValidation(name, all))
                AddToContent(request, name, all);
        }
    }

    // Headers about the content need one to be put on; a GET with a Content-Type and no body gets an empty one.
    private static void AddToContent(HttpRequestMessage request, string name, string value) =>
        (request.Content ??= new EmptyContent()).Headers.TryAddWithoutValidation(name, value);

    private static void AddToContent(HttpRequestMessage request, string name, string?[] values) =>
        (request.Content ??= new EmptyContent()).Headers.TryAddWithoutValidation(name, values);

    private static void AddOwn(Exchange exchange, HttpRequestMessage request)
    {
        var headers = request.Headers;
        var forwarded = exchange.Forwarded;
        headers.TryAddWithoutValidation("X-Forwarded-For", forwarded.For);
        headers.TryAddWithoutValidation("X-Forwarded-Proto", forwarded.Proto);
        if (forwarded.Host.Length > 0)
            headers.TryAddWithoutValidation("X-Forwarded-Host", forwarded.Host);
        headers.TryAddWithoutValidation("Forwarded", forwarded.Standard);
        headers.TryAddWithoutValidation("X-Request-Id", exchange.RequestId);
        if (exchange.Trace is { } trace)
        {
            headers.TryAddWithoutValidation(TraceParent.Header, TraceParent.Format(TraceHeaders.ParentOf(exchange, trace)));
            if (trace.State is { } state)
                headers.TryAddWithoutValidation(TraceState.Header, state);
        }

        var remainingMs = Math.Max(1, exchange.RemainingMs);
        headers.TryAddWithoutValidation(DeadlineHeaders.Name, DeadlineHeaders.Format(remainingMs));
        if (exchange.Traits.HasFlag(RequestTraits.Grpc))
        {
            headers.TryAddWithoutValidation("TE", "trailers");
            // A gRPC deadline covers the whole call, streams included: only the caller's own is handed on.
            if (exchange.Request.Headers.ContainsKey(DeadlineHeaders.Grpc))
                headers.TryAddWithoutValidation(DeadlineHeaders.Grpc, remainingMs.ToString(CultureInfo.InvariantCulture) + "m");
        }
        else if (exchange.Traits.HasFlag(RequestTraits.Trailers))
        {
            headers.TryAddWithoutValidation("TE", "trailers");
        }

        if (exchange.Traits.HasFlag(RequestTraits.ExpectContinue))
            headers.ExpectContinue = true;
    }
}
