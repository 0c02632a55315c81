using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Limits;
using Perdure.Gateway.Planning;

namespace Perdure.Gateway.Stages;

/// <summary>Lets pass what is within the route's limit and tells the client what is left of it; the rest is answered 429 at once.</summary>
internal sealed class RateLimitStage(RouteLimit limit, RouteRuntime route, Stage next) : Stage
{
    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        var verdict = limit.Limiter.TryTake(limit.Key.Read(exchange), exchange.Clock.NowMs);
        exchange.LimitPolicy = limit.Policy;
        exchange.LimitValue = limit.Value(verdict.Remaining);
        if (!verdict.Admitted)
        {
            route.Counters.OnLimited();
            return new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.Limited, Problems.RateLimited) with { RetryAfterMs = verdict.RetryAfterMs });
        }

        route.Counters.OnAdmitted();
        exchange.WriteLimit();
        return next.RunAsync(exchange);
    }
}
