using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Perdure.Gateway.Exchanges;

/// <summary>Makes exchanges that have no client: whatever is sent to it is dropped, and it never goes away by itself.</summary>
internal static class DetachedExchange
{
    /// <summary>Fills a fresh exchange with a request for what another one asks for, without a body.</summary>
    /// <param name="exchange">The exchange to fill.</param>
    /// <param name="origin">The other one.</param>
    /// <param name="method">The method.</param>
    /// <param name="headers">The request headers, which become its own.</param>
    /// <param name="stop">Breaks it off.</param>
    public static Exchange Of(Exchange exchange, Exchange origin, string method, IHeaderDictionary headers, CancellationToken stop)
    {
        var request = origin.Request;
        var features = new FeatureCollection(4);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = method,
            Protocol = "HTTP/1.1",
            Scheme = request.Scheme,
            PathBase = request.PathBase,
            Path = request.Path,
            QueryString = request.QueryString,
            RawTarget = request.RawTarget,
            Headers = headers,
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new DroppedBody());
        features.Set<IHttpRequestLifetimeFeature>(new DetachedLifetime(stop));
        exchange.Begin(features);
        exchange.Traits = method is "GET" or "HEAD" ? RequestTraits.Idempotent : RequestTraits.None;
        exchange.Target = origin.Target;
        exchange.Client = origin.Client;
        exchange.Forwarded = origin.Forwarded;
        exchange.RequestId = origin.RequestId;
        exchange.Route = origin.Route;
        exchange.Service = origin.Service;
        exchange.Body.Begin(null, false, null);
        exchange.DeadlineMs = exchange.StartedMs + exchange.Service.RequestMs;
        // Nobody waits for it: when there is too much to do, this is what matters least.
        exchange.Tier = Model.Tier.Optional;
        return exchange;
    }
}
