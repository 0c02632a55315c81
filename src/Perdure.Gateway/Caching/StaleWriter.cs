using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Caching;

/// <summary>Answers with a stale answer because the service could not, and says so in every place where one may look.</summary>
internal static class StaleWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="exchange">The exchange; nothing of an answer has been written.</param>
    /// <param name="cache">The route's cache.</param>
    /// <param name="answer">The stored answer.</param>
    /// <param name="proxyError">What went wrong, in the words of RFC 9209.</param>
    /// <param name="detail">By which rule it is served: <c>stale-if-error</c> or <c>fallback</c>.</param>
    public static ValueTask<Outcome> WriteAsync(Exchange exchange, RouteCache cache, StoredAnswer answer, string proxyError, string detail)
    {
        answer.Use();
        exchange.Timer.Renew();
        exchange.Degraded = "stale";
        exchange.Route?.Runtime.Counters.OnStaleServed();
        var texts = answer.TextsAt(exchange.Clock.NowMs, cache.Node);
        exchange.Response.Headers["Proxy-Status"] = CacheTexts.Degraded(cache.Node, proxyError, "stale");
        return AnswerWriter.WriteAsync(exchange, answer, texts.Age, CacheTexts.StandsIn(cache.Node, texts.TtlS, detail), OutcomeKind.Degraded);
    }
}
