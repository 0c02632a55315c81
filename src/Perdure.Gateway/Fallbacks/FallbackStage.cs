using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Fallbacks;

/// <summary>
/// Answers with the route's fallbacks, tried in order, when the service failed, could not be asked, or is switched off. What was the client's
/// doing (errors below 500, rate limits, going away) is not replaced; upgrades and gRPC are not either, because what answers them is no page.
/// </summary>
internal sealed class FallbackStage(ImmutableArray<Fallback> fallbacks, RouteRuntime route, Stage next) : Stage
{
    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        if (exchange.IsUpgrade || (exchange.Traits & RequestTraits.Grpc) != 0)
            return next.RunAsync(exchange);
        exchange.HoldsFailures = MayReplaceAnswer(exchange);
        var running = next.RunAsync(exchange);
        return running.IsCompletedSuccessfully ? AfterAsync(exchange, running.Result) : AwaitAsync(exchange, running);
    }

    private bool MayReplaceAnswer(Exchange exchange)
    {
        foreach (var fallback in fallbacks)
        {
            if (fallback.MayReplaceAnswer(exchange))
                return true;
        }

        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> AwaitAsync(Exchange exchange, ValueTask<Outcome> running) => await AfterAsync(exchange, await running);

    private ValueTask<Outcome> AfterAsync(Exchange exchange, in Outcome outcome) =>
        MayReplace(exchange, outcome) ? ReplaceAsync(exchange, outcome) : new ValueTask<Outcome>(outcome);

    private static bool MayReplace(Exchange exchange, in Outcome outcome) =>
        (StaleRules.MayReplace(outcome) || (outcome.Kind == OutcomeKind.FlaggedOff && outcome.Problem is not null))
        && !exchange.Response.HasStarted && !exchange.Lifetime.RequestAborted.IsCancellationRequested;

    private async ValueTask<Outcome> ReplaceAsync(Exchange exchange, Outcome failed)
    {
        foreach (var fallback in fallbacks)
        {
            exchange.LeavePlaces();
            if (!fallback.CanTry(exchange, failed))
                continue;
            exchange.Degraded = "fallback";
            var outcome = await fallback.AnswerAsync(exchange, failed);
            if (outcome.Problem is null)
            {
                if (outcome.Kind == OutcomeKind.Degraded && fallback is not StaleFallback)
                    route.Counters.OnFallback();
                return outcome;
            }

            if (exchange.Response.HasStarted || exchange.Timer.Cause == CancelCause.ClientGone)
                return outcome;
        }

        exchange.Degraded = null;
        return failed;
    }
}
