using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Observing;

/// <summary>What is worth knowing of a request whatever the samples say. One rule for the access log and for traces. Thread-safe, allocates nothing.</summary>
public static class RequestVerdict
{
    /// <summary>
    /// Whether the request failed: a status of 500 and above (of gRPC the one nearest to its code), an answer that broke off, and every refusal of the gateway's own
    /// but those of rate limits. A client that went away is none.
    /// </summary>
    public static bool IsFailure(Exchange exchange, in Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return outcome.Kind switch
        {
            OutcomeKind.ClientGone or OutcomeKind.Limited => false,
            OutcomeKind.CutShort => true,
            _ => outcome.Problem is not null || outcome.Status >= 500 || GrpcStatus.ToHttp(GrpcCode(exchange)) >= 500,
        };
    }

    /// <summary>Whether the request took at least so long. Of an upgraded connection the time to its answer counts, not what followed.</summary>
    public static bool IsSlow(Exchange exchange, in Outcome outcome, long endedUs, long slowUs)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        var upgraded = exchange.IsUpgrade && outcome.Kind == OutcomeKind.Answered && outcome.Status < 300;
        return (upgraded ? exchange.Notes.FirstByteUs : endedUs) - exchange.StartedUs >= slowUs;
    }

    /// <summary>The code of a gRPC answer, from its trailers or its head; null of what is none.</summary>
    public static string? GrpcCode(Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        if ((exchange.Traits & RequestTraits.Grpc) == 0)
            return null;
        if (exchange.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { } trailers && trailers.TryGetValue("grpc-status", out var code))
            return code.ToString();
        return exchange.Response.Headers.TryGetValue("grpc-status", out code) ? code.ToString() : null;
    }
}
