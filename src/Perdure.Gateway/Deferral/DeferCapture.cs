using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Deferral;

/// <summary>Takes down a request as it would be sent now: without what belongs to this connection, this hop or this moment.</summary>
internal static class DeferCapture
{
    /// <summary>The header that numbers the attempts.</summary>
    public const string Attempt = "Perdure-Attempt";

    /// <summary>The request, whose body must be whole. It holds nothing of the exchange.</summary>
    public static DeferredRequest Of(Exchange exchange, string route, long nowMs)
    {
        exchange.Body.TryGetWhole(out var body);
        return new DeferredRequest
        {
            Route = route,
            Method = exchange.Request.Method,
            Target = exchange.Target,
            RequestId = exchange.RequestId,
            Client = exchange.Client.ToString(),
            Forwarded = exchange.Forwarded,
            AcceptedAtMs = nowMs,
            Headers = HeadersOf(exchange.Request.Headers, exchange.Trace),
            HasBody = exchange.Body.Present,
            Body = body,
        };
    }

    private static ImmutableArray<KeyValuePair<string, string>> HeadersOf(IHeaderDictionary headers, RequestTrace? trace)
    {
        var kept = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (!HeaderRules.IsToken(name) || HeaderRules.DroppedFromRequest(name) || HeaderRules.Names(headers.Connection, name)
                || name.Equals(Attempt, StringComparison.OrdinalIgnoreCase) || (trace is not null && TraceHeaders.Replaces(name)))
                continue;
            foreach (var value in values)
                kept.Add(KeyValuePair.Create(name, value ?? ""));
        }

        // Whenever it is sent, it is in the trace of the request that brought it.
        if (trace is not null)
        {
            kept.Add(KeyValuePair.Create(TraceParent.Header, TraceParent.Format(trace.Context)));
            if (trace.State is { } state)
                kept.Add(KeyValuePair.Create(TraceState.Header, state));
        }

        return kept.DrainToImmutable();
    }
}
