using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Stages;

/// <summary>
/// The first look at a request, before a route is sought: what it is, from whom, under which identity; and refusal of what two servers
/// could read in two ways (RFC 9112, section 11).
/// </summary>
internal sealed class Arrival(TrustedProxies trusted, TierHeader? tierHeader)
{
    /// <summary>Reads the request; returns a problem when it must not go further.</summary>
    public Problem? Read(Exchange exchange)
    {
        var request = exchange.Request;
        var headers = request.Headers;
        exchange.Traits = TraitsOf(exchange);
        var connection = exchange.Features.Get<IHttpConnectionFeature>();
        var peer = connection?.RemoteIpAddress ?? IPAddress.None;
        exchange.Client = peer;
        var isTrusted = trusted.Contains(peer);
        exchange.RequestId = isTrusted && headers["X-Request-Id"] is [{ Length: > 0 and <= 128 } given] && TargetRules.IsVisible(given)
            ? given
            : NewRequestId(exchange);
        if (ReadTarget(exchange) is { } problem)
            return problem;
        if (request.Protocol.StartsWith("HTTP/2", StringComparison.Ordinal) && !HeaderRules.AreTokens(headers))
            return Problems.BadHeader;
        // The server keeps a Content-Length that came together with chunks under this name.
        if (headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length")))
            return Problems.AmbiguousLength;
        // Only HTTP/1.1 knows transfer codings (RFC 9112, section 6.1; RFC 9113, section 8.2.2).
        if (headers.TransferEncoding.Count > 0 && (headers.TransferEncoding is not ["chunked"] || request.Protocol != "HTTP/1.1"))
            return Problems.UnknownCoding;
        exchange.SaidTier = tierHeader?.Read(exchange, isTrusted);
        ReadBody(exchange);
        (exchange.Client, exchange.Forwarded) = trusted.Describe(exchange.Forwarded, request, peer, isTrusted);
        return null;
    }

    /// <summary>Sets the deadline: the service's own, or the caller's when it is nearer.</summary>
    public static void SetDeadline(Exchange exchange) => SetDeadline(exchange, exchange.StartedMs);

    /// <summary>Sets it for a service that is asked from <paramref name="fromMs"/> on; the caller's own still counts from the arrival.</summary>
    public static void SetDeadline(Exchange exchange, long fromMs)
    {
        var limitMs = exchange.Service.RequestMs + fromMs - exchange.StartedMs;
        var headers = exchange.Request.Headers;
        if (exchange.Traits.HasFlag(RequestTraits.Grpc) && DeadlineHeaders.ParseGrpc(headers[DeadlineHeaders.Grpc]) is { } grpcMs)
            limitMs = Math.Min(limitMs, grpcMs);
        if (headers.TryGetValue(DeadlineHeaders.Name, out var given) && DeadlineHeaders.Parse(given) is { } callerMs)
            limitMs = Math.Min(limitMs, callerMs);
        exchange.DeadlineMs = exchange.StartedMs + limitMs;
    }

    private static Problem? ReadTarget(Exchange exchange)
    {
        var raw = exchange.Request.RawTarget;
        // Of the extended ones only WebSockets have a form in HTTP/1.1.
        if (exchange.Request.Method == "CONNECT" && !exchange.Traits.HasFlag(RequestTraits.ExtendedConnect))
            return Problems.ConnectRefused;
        var target = TargetRules.OriginForm(raw);
        if (target is null || !TargetRules.IsVisible(target) || TargetRules.HasDotSegments(target))
            return Problems.AmbiguousTarget;
        exchange.Target = target;
        return null;
    }

    private static RequestTraits TraitsOf(Exchange exchange)
    {
        var headers = exchange.Request.Headers;
        var traits = exchange.Request.Method switch
        {
            "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE" => RequestTraits.Idempotent,
            _ => RequestTraits.None,
        };
        if (traits == RequestTraits.None && headers.ContainsKey("Idempotency-Key"))
            traits |= RequestTraits.Idempotent;
        if (headers.ContentType is [{ } type] && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
            traits |= RequestTraits.Grpc;
        if (headers.Upgrade.Count > 0 && exchange.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && !IsH2c(headers))
            traits |= RequestTraits.Upgrade;
        if (exchange.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" })
            traits |= RequestTraits.ExtendedConnect;
        if (headers.Expect is [{ } expect] && expect.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
            traits |= RequestTraits.ExpectContinue;
        if (headers.TE.ToString().Contains("trailers", StringComparison.OrdinalIgnoreCase))
            traits |= RequestTraits.Trailers;
        return traits;
    }

    // Upgrading to cleartext HTTP/2 is deprecated (RFC 9113, section 3.1): such a request is served as HTTP/1.1.
    private static bool IsH2c(IHeaderDictionary headers) => headers.Upgrade.ToString().Contains("h2c", StringComparison.OrdinalIgnoreCase);

    private static void ReadBody(Exchange exchange)
    {
        var length = exchange.Request.Headers.ContentLength;
        var special = (exchange.Traits & (RequestTraits.Upgrade | RequestTraits.ExtendedConnect)) != 0;
        var present = !special && (length is not null || exchange.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);
        exchange.Body.Begin(present ? exchange.Features.Get<IRequestBodyPipeFeature>()?.Reader : null, present, length);
        if (exchange.Traits.HasFlag(RequestTraits.Grpc))
            exchange.AllowIdleBody();
    }

    private static string NewRequestId(Exchange exchange)
    {
        return string.Create(16, exchange.Random.Next(), static (text, bits) =>
        {
            for (var at = 0; at < text.Length; at++, bits >>= 4)
                text[at] = "0123456789abcdef"[(int)(bits & 15)];
        });
    }
}
