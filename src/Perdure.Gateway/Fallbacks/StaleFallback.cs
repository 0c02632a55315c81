using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Fallbacks;

/// <summary>A stale answer of the route's cache, however old the operator allows.</summary>
internal sealed class StaleFallback(RouteCache cache, TimeSpan stale) : Fallback
{
    public override bool MayReplaceAnswer(Exchange exchange) => exchange.Request.Method is "GET" or "HEAD";

    public override bool CanTry(Exchange exchange, in Outcome failed) => CacheStage.FindStale(cache, exchange, stale) is not null;

    public override ValueTask<Outcome> AnswerAsync(Exchange exchange, Outcome failed) =>
        CacheStage.FindStale(cache, exchange, stale) is { } answer
            ? StaleWriter.WriteAsync(exchange, cache, answer, failed.Problem!.ProxyError, "fallback")
            : new ValueTask<Outcome>(failed);
}
