using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Perdure.Durability.Storage;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Deferral;

/// <summary>Makes an exchange of a deferred request, which is sent like any other.</summary>
internal static class ReplayExchange
{
    /// <summary>Fills a fresh exchange.</summary>
    /// <param name="exchange">The exchange to fill.</param>
    /// <param name="request">The request.</param>
    /// <param name="job">Its job: the key of requests that brought none, and the number of the attempt.</param>
    /// <param name="deferral">Its route.</param>
    /// <param name="answer">Where the answer goes.</param>
    /// <param name="lifetime">What breaks it off.</param>
    public static void Fill(Exchange exchange, DeferredRequest request, ClaimedJob job, RouteDeferral deferral, ReplayAnswer answer, DetachedLifetime lifetime)
    {
        var query = request.Target.IndexOf('?', StringComparison.Ordinal);
        var features = new FeatureCollection(4);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Protocol = "HTTP/1.1",
            Scheme = request.Forwarded.Proto is "https" ? "https" : "http",
            Path = Uri.UnescapeDataString(query < 0 ? request.Target : request.Target[..query]),
            QueryString = query < 0 ? "" : request.Target[query..],
            RawTarget = request.Target,
            Headers = HeadersOf(request, job),
        });
        features.Set<IHttpResponseFeature>(answer.Head);
        features.Set<IHttpResponseBodyFeature>(answer);
        features.Set<IHttpRequestLifetimeFeature>(lifetime);
        exchange.Begin(features);
        // It carries a key, but whether the service knows such keys is not known: what may have taken effect is not repeated in haste, only by the queue.
        exchange.Traits = request.Method is "POST" or "PATCH" ? RequestTraits.None : RequestTraits.Idempotent;
        exchange.Target = request.Target;
        exchange.Client = IPAddress.TryParse(request.Client, out var client) ? client : IPAddress.None;
        exchange.Forwarded = request.Forwarded;
        exchange.RequestId = request.RequestId;
        exchange.Service = deferral.Service;
        exchange.DeadlineMs = exchange.StartedMs + exchange.Service.RequestMs;
        // Nobody waits for it: when there is too much to do, it comes back later.
        exchange.Tier = Tier.Optional;
        exchange.Body.Begin(request.HasBody ? PipeReader.Create(new ReadOnlySequence<byte>(request.Body)) : null, request.HasBody, request.HasBody ? request.Body.Length : null);
        exchange.Body.KeepUpTo(request.Body.Length);
    }

    private static HeaderDictionary HeadersOf(DeferredRequest request, ClaimedJob job)
    {
        var headers = new HeaderDictionary(request.Headers.Length + 2);
        foreach (var (name, value) in request.Headers)
            headers[name] = headers.TryGetValue(name, out var before) ? StringValues.Concat(before, value) : value;
        if (!headers.ContainsKey("Idempotency-Key"))
            headers["Idempotency-Key"] = $"\"{job.Claim.Id}\"";
        headers[DeferCapture.Attempt] = job.Attempt.ToString(CultureInfo.InvariantCulture);
        return headers;
    }
}
