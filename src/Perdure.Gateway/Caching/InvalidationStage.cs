using System.Collections.Immutable;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Caching;

/// <summary>
/// Takes out of memory what an unsafe request may have changed (RFC 9111, section 4.4), on whichever route it came, before its client can see
/// the answer and ask again. Stands right before the service, so that answers of fallbacks change nothing.
/// </summary>
internal sealed class InvalidationStage(ImmutableArray<RouteCache> caches, Stage next) : Stage
{
    public override ValueTask<Outcome> RunAsync(Exchange exchange) =>
        exchange.Request.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" || exchange.IsUpgrade ? next.RunAsync(exchange) : ChangeAsync(exchange);

    private async ValueTask<Outcome> ChangeAsync(Exchange exchange)
    {
        exchange.Response.OnStarting(
            static state =>
            {
                var (stage, changing) = ((InvalidationStage, Exchange))state;
                stage.OnAnswer(changing);
                return Task.CompletedTask;
            },
            (this, exchange));
        var outcome = await next.RunAsync(exchange);
        if (outcome.Kind == OutcomeKind.Answered)
            OnAnswer(exchange);
        // It may have been executed, or not: what is stored is asked for anew when it can be.
        if (outcome.Kind is OutcomeKind.CutShort or OutcomeKind.BadGateway or OutcomeKind.TimedOut or OutcomeKind.ClientGone)
        {
            foreach (var cache in caches)
                cache.Store.Outdate(cache.KeyOf(exchange), exchange.Clock.NowMs);
        }

        return outcome;
    }

    // May be called twice; the second time there is nothing left.
    private void OnAnswer(Exchange exchange)
    {
        if (exchange.Route is null || exchange.Degraded is not null || exchange.Response.StatusCode is < 200 or >= 400)
            return;
        var location = Local(exchange, exchange.Response.Headers.Location);
        var content = Local(exchange, exchange.Response.Headers.ContentLocation);
        foreach (var cache in caches)
        {
            cache.Store.Invalidate(cache.KeyOf(exchange));
            if (location is not null)
                cache.Store.Invalidate(cache.KeyOf(exchange, location));
            if (content is not null)
                cache.Store.Invalidate(cache.KeyOf(exchange, content));
        }
    }

    // Only targets of the same origin: nobody may clear the memory of others.
    private static string? Local(Exchange exchange, string? target)
    {
        if (string.IsNullOrEmpty(target))
            return null;
        var origin = $"{exchange.Forwarded.Proto}://{exchange.Forwarded.Host}";
        if (target.StartsWith(origin, StringComparison.OrdinalIgnoreCase) && target.Length > origin.Length && target[origin.Length] == '/')
            target = target[origin.Length..];
        return target[0] == '/' && !target.StartsWith("//", StringComparison.Ordinal) ? target : null;
    }
}
