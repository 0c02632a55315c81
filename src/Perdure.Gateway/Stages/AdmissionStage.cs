using System.Runtime.CompilerServices;
using Perdure.Gateway.Admission;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Tracing;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Stages;

/// <summary>
/// Lets as many requests on as the bulkhead has places, each for as long as its answer takes; others wait in its queue, or are turned away at once,
/// the least important first. What can't meet its deadline any more goes no further. Nothing was sent of what is turned away.
/// The places are given back by <see cref="Exchange.LeavePlaces"/>: at the end of a fetch for the cache, before a fallback, at the end of the request.
/// </summary>
internal sealed class AdmissionStage(BulkheadRuntime runtime, ServiceRuntime service, TierCounters tiers, Stage next) : Stage
{
    // Overload seldom ends sooner, and who comes back at once only adds to it.
    private const long RetryAfterMs = 1_000;

    private readonly Bulkhead _bulkhead = runtime.Bulkhead;

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        // A client that is slow to send its body must not hold a place meanwhile.
        if (!exchange.Body.Ended)
            return FillAsync(exchange);
        return _bulkhead.TryEnter() ? ServeAsync(exchange) : QueueAsync(exchange);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> FillAsync(Exchange exchange)
    {
        if (!await BodyFill.RunAsync(exchange))
            return ClientFaults.Explain(exchange);
        return await (_bulkhead.TryEnter() ? ServeAsync(exchange) : QueueAsync(exchange));
    }

    // Given back when the outcome is known, by whoever awaits it anyway: a frame of its own here would be paid by every request.
    private ValueTask<Outcome> ServeAsync(Exchange exchange)
    {
        exchange.Places.Take(_bulkhead);
        return next.RunAsync(exchange);
    }

    private ValueTask<Outcome> QueueAsync(Exchange exchange)
    {
        var nowUs = exchange.Clock.NowUs;
        var latestUs = nowUs + (exchange.RemainingMs * 1_000) - (exchange.IsUpgrade ? 0 : service.RecentMedian.Us);
        var waiter = exchange.Waiter;
        waiter.Begin(_bulkhead);
        switch (_bulkhead.Enter(waiter, exchange.Priority, latestUs, nowUs, out var reason))
        {
            case BulkheadEntry.Entered:
                return ServeAsync(exchange);
            case BulkheadEntry.Shed:
                return new ValueTask<Outcome>(Shed(exchange, reason));
            default:
                runtime.Watch();
                return WaitAsync(exchange, waiter, nowUs);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> WaitAsync(Exchange exchange, PlaceWaiter waiter, long sinceUs)
    {
        var verdict = await waiter.WaitAsync();
        waiter.End();
        var nowUs = exchange.Clock.NowUs;
        runtime.Queued?.Record(nowUs - sinceUs);
        exchange.Trace?.On(TraceEventKind.Queued, nowUs, nowUs - sinceUs, service.Name);
        // A timer that fired while it was being disarmed ends the wait too, but somebody is still there to be told.
        if (verdict == PlaceVerdict.ClientGone)
            return exchange.Timer.Cause == CancelCause.ClientGone ? Outcome.ClientGone : Shed(exchange, ShedReason.Deadline);
        return verdict == PlaceVerdict.Granted ? await ServeAsync(exchange) : Shed(exchange, waiter.ShedFor);
    }

    private Outcome Shed(Exchange exchange, ShedReason reason)
    {
        tiers.OnShed(exchange.Tier);
        exchange.Trace?.OnShed(reason);
        return reason == ShedReason.Deadline
            ? Outcome.Failed(OutcomeKind.Shed, Problems.DeadlineTooShort) with { Where = service.Name }
            : Outcome.Failed(OutcomeKind.Shed, Problems.Overloaded) with { Where = service.Name, RetryAfterMs = RetryAfterMs };
    }
}
