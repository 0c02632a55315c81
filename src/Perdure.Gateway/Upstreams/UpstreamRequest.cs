using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Upstreams;

/// <summary>Turns an exchange's request into the one that goes to an instance.</summary>
internal static class UpstreamRequest
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };


    public static HttpRequestMessage Build(Exchange exchange, Upstream upstream, HttpContent? content)
    {
        var traits = exchange.Traits;
        var request = new HttpRequestMessage
        {
            Method = MethodOf(exchange.Request.Method, traits),
            // The path goes on as the client wrote it: decoding and encoding it again could change what it means.
            RequestUri = new Uri(upstream.Authority + upstream.PathPrefix + exchange.Target, AsWritten),
            Content = content,
        };
        ChooseVersion(request, upstream, traits);
        CopyHeaders(exchange, upstream, request);
        if ((traits & (RequestTraits.Upgrade | RequestTraits.ExtendedConnect)) != 0)
            AddUpgrade(exchange, request);
        AddOwn(exchange, request);
        return request;
    }

    private static HttpMethod MethodOf(string method, RequestTraits traits) => method switch
    {
        _ when traits.HasFlag(RequestTraits.ExtendedConnect) => HttpMethod.Get,
        "GET" => HttpMethod.Get,
        "POST" => HttpMethod.Post,
        "PUT" => HttpMethod.Put,
        "HEAD" => HttpMethod.Head,
        "DELETE" => HttpMethod.Delete,
        "PATCH" => HttpMethod.Patch,
        "OPTIONS" => HttpMethod.Options,
        _ => new HttpMethod(method),
    };

    private static void ChooseVersion(HttpRequestMessage request, Upstream upstream, RequestTraits traits)
    {
        var upgrade = (traits & (RequestTraits.Upgrade | RequestTraits.ExtendedConnect)) != 0;
        var http2 = !upgrade && (upstream.Protocol == UpstreamProtocol.Http2 || (upstream.Protocol == UpstreamProtocol.Auto && traits.HasFlag(RequestTraits.Grpc)));
        request.Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

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

    private static void AddUpgrade(Exchange exchange, HttpRequestMessage request)
    {
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Connection", "Upgrade");
        if (exchange.Traits.HasFlag(RequestTraits.Upgrade))
        {
            headers.TryAddWithoutValidation("Upgrade", exchange.Request.Headers.Upgrade.ToString());
            return;
        }

        // RFC 8441: HTTP/2 has no key to prove the handshake; HTTP/1.1 towards the instance needs one.
        headers.TryAddWithoutValidation("Upgrade", "websocket");
        headers.TryAddWithoutValidation("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
    }

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
