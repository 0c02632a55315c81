using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Fallbacks;

/// <summary>
/// Another service, or the same with another path. It is asked only for what may be sent twice, or of which nothing was sent, and only while the
/// whole body is still there.
/// </summary>
internal sealed class ServiceFallback(ServiceRuntime service, string? path, string node, Stage chain) : Fallback
{
    public override bool MayReplaceAnswer(Exchange exchange) =>
        exchange.Traits.HasFlag(RequestTraits.Idempotent) && exchange.Body.Length is not > RequestBody.ReplayLimit;

    public override bool CanTry(Exchange exchange, in Outcome failed)
    {
        var nothingSent = failed.Kind is OutcomeKind.Unavailable or OutcomeKind.Shed or OutcomeKind.FlaggedOff;
        return (nothingSent || exchange.Traits.HasFlag(RequestTraits.Idempotent)) && exchange.Body.Replayable;
    }

    public override async ValueTask<Outcome> AnswerAsync(Exchange exchange, Outcome failed)
    {
        var (own, target) = (exchange.Service, exchange.Target);
        exchange.Service = service;
        exchange.Target = path ?? target;
        exchange.Timer.Renew();
        exchange.Relaying = false;
        // The other service has its own time, but the caller's deadline is what it is.
        Arrival.SetDeadline(exchange, exchange.Clock.NowMs);
        var headers = exchange.Response.Headers;
        headers["Proxy-Status"] = CacheTexts.Degraded(node, failed.Problem!.ProxyError, "fallback");
        service.Counters.OnRequest();
        exchange.Trace?.On(TraceEventKind.Fallback, exchange.Clock.NowUs, 0, service.Name);
        var conditions = exchange.Request.Method is "GET" or "HEAD" ? ClientConditions.TakeFrom(exchange.Request.Headers) : default;
        var outcome = await chain.RunAsync(exchange);
        conditions.GiveBack(exchange.Request.Headers);
        exchange.Service = own;
        exchange.Target = target;
        if (outcome.Kind == OutcomeKind.Answered)
        {
            service.Counters.OnGood();
            return outcome with { Kind = OutcomeKind.Degraded };
        }

        if (outcome.Kind == OutcomeKind.ClientGone)
            service.Counters.OnClientGone();
        else if (outcome.Kind == OutcomeKind.Shed)
            service.Counters.OnShed();
        else
            service.Counters.OnFailed();
        if (outcome.Problem is not null && !exchange.Response.HasStarted)
            headers.Remove("Proxy-Status");
        return outcome;
    }
}
