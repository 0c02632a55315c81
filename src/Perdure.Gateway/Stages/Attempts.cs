using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.Poison;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Stages;

/// <summary>
/// Tries instances until one answers: each time another one, as long as the rules, the budget and the time allow. An answer is
/// committed with its first byte to the client; after that there is no second try.
/// </summary>
internal sealed class Attempts(TimeProvider time, DetachedWork detached) : Stage
{
    /// <summary>Instances that one request tries at most. Bounds the work when everything refuses.</summary>
    private const int MaxTries = 16;

    /// <summary>
    /// A request on which so many instances broke off is likely what breaks them: it is not sent to yet another one.
    /// </summary>
    private const int MaxBroken = 2;

    /// <summary>
    /// Instances that one request waits for in vain at most while something else stands ready to answer: a second one that is silent, too, is not
    /// alone in it, and a client that could be served long ago waits no more.
    /// </summary>
    private const int MaxSilent = 2;

    private const long NoMore = -1;

    public override ValueTask<Outcome> RunAsync(Exchange exchange) =>
        exchange.Service.Hedging is null ? TryAsync(exchange, exchange.Service) : TryHedgedAsync(exchange, exchange.Service);

    // The loser of a race ends before the exchange does, whatever happens.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> TryHedgedAsync(Exchange exchange, ServiceRuntime service)
    {
        try
        {
            return await TryAsync(exchange, service);
        }
        finally
        {
            if (exchange.Race is { } race)
                await race.EndAsync(service);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> TryAsync(Exchange exchange, ServiceRuntime service)
    {
        service.RetryBudget.OnRequest(exchange.Clock.NowMs);
        exchange.AttemptLimitMs = service.AttemptMs;
        exchange.Trace?.OnService();
        if (!exchange.Body.Ended && !await BodyFill.RunAsync(exchange))
            return ClientFaults.Explain(exchange);
        var maxBroken = MaxBroken;
        if (!service.Poison.IsEmpty)
        {
            var verdict = service.Poison.Ask(exchange, out var retryAfterMs);
            if (verdict == PoisonVerdict.Refuse)
            {
                service.Counters.OnPoisonRefusal();
                return Failed(service, OutcomeKind.BadGateway, Problems.PoisonRequest) with { RetryAfterMs = retryAfterMs };
            }

            if (verdict == PoisonVerdict.OneInstance)
                maxBroken = 1;
        }

        // What may be poison goes to one instance at a time.
        var race = maxBroken == MaxBroken ? service.Hedging?.RaceFor(exchange, service) : null;
        var tries = new TriedInstances();
        var sent = 0;
        var broken = 0;
        var silent = 0;
        var selection = Select(exchange, service, tries);
        while (selection.Instance is { } instance)
        {
            if (selection.Permit.IsProbe && exchange.HoldsFailures && MayLookLater(exchange, service))
            {
                service.Pool.Complete(selection, AttemptResult.Abandoned, 0, exchange.Clock.NowMs);
                LookBehind(exchange);
                return Unavailable(service, selection);
            }

            tries.Add(instance);
            UpstreamAnswer answer;
            long startedUs;
            long tookUs;
            if (race is null)
            {
                exchange.AttemptLimitMs = LimitMs(service, selection);
                startedUs = exchange.Clock.NowUs;
                exchange.Notes.OnAttempt(service, instance, hedged: false);
                AttemptTrace.Begin(exchange, service, selection, hedge: false, startedUs);
                answer = await SendAsync(exchange, service, selection);
                tookUs = exchange.Clock.NowUs - startedUs;
            }
            else
            {
                await race.RunAsync(service, selection, tries);
                var winner = race.Winner;
                (selection, instance, answer) = (winner.Selection, winner.Selection.Instance!, winner.Answer);
                (startedUs, tookUs) = (winner.StartedUs, winner.TookUs);
                exchange.Notes.OnAttempt(service, instance, hedged: race.Second is not null);
                exchange.AttemptLimitMs = winner.Twin.AttemptLimitMs;
                exchange.Attempt = winner.Twin.Attempt;
                if (race.Second is { } second)
                    tries.Add(second);
                if (race.Failed is { } failed)
                {
                    sent += failed.Answer.Fault != UpstreamFault.ConnectFailed ? 1 : 0;
                    exchange.Sent |= failed.Answer.Fault != UpstreamFault.ConnectFailed;
                    broken += failed.Answer.Fault == UpstreamFault.Reset ? 1 : 0;
                }
            }

            if (answer.Fault != UpstreamFault.ConnectFailed)
            {
                sent++;
                exchange.Sent = true;
            }

            if (answer.Fault == UpstreamFault.Reset)
                broken++;
            if (answer.Fault == UpstreamFault.None && !service.Poison.IsEmpty)
                service.Poison.OnAnswer(exchange);
            var inVain = exchange.HoldsFailures && answer.Fault == UpstreamFault.TimedOut;
            if (inVain)
                silent++;
            var action = broken >= maxBroken || silent >= MaxSilent ? RetryAction.GiveUp : Judge(exchange, service, answer, sent).Action;
            var delayMs = action == RetryAction.GiveUp ? NoMore : Charge(exchange, service, action, CauseOf(answer) ?? AttemptCause.Status, sent, inVain, ref tries);
            var withheld = answer.Fault == UpstreamFault.None && IsHeld(exchange, answer);
            if (answer.Fault == UpstreamFault.None && delayMs == NoMore && !withheld)
                return await RelayAsync(exchange, service, selection, answer, startedUs, tookUs);

            var result = ResultOf(exchange, answer, tookUs);
            Complete(service, selection, result, tookUs, tookUs, exchange.Clock.NowMs);
            AttemptTrace.End(exchange, answer, result, startedUs + tookUs);
            if (result == AttemptResult.TimedOut)
                exchange.OnTimedOut(tookUs);
            if (answer.Fault == UpstreamFault.None)
                await SetAsideAsync(exchange, service, instance, answer);
            if (answer.Fault == UpstreamFault.Reset)
                await service.Poison.OnBrokenAsync(exchange, service.Counters, instance, exchange.Clock.NowMs - (tookUs / 1000));
            if (race?.Failed is { Answer.Fault: UpstreamFault.Reset } both)
                await service.Poison.OnBrokenAsync(exchange, service.Counters, both.Selection.Instance!, both.StartedUs / 1000);
            if (delayMs == NoMore && withheld)
                return Failed(service, OutcomeKind.BadGateway, Problems.ServiceFailed) with { Details = StatusText.Of(answer.Status), ServiceStatus = answer.Status };
            if (delayMs == NoMore)
                return Explain(exchange, service, answer.Fault, sent, selection) with { Details = answer.ProxyError };
            exchange.Timer.Renew();
            if (delayMs > 0 && !await WaitAsync(exchange, delayMs))
                return Outcome.ClientGone;
            selection = Select(exchange, service, tries);
        }

        return sent > 0 ? Failed(service, OutcomeKind.BadGateway, Problems.RetryFailed) : Unavailable(service, selection);
    }

    // No instance works, and something stands ready to answer: no client waits to find out whether one is back, which a hung one would make long.
    private static bool MayLookLater(Exchange exchange, ServiceRuntime service) =>
        exchange.Request.Method is "GET" or "HEAD" && !exchange.Body.Present && !exchange.IsUpgrade && (exchange.Traits & RequestTraits.Grpc) == 0
        && exchange.Lifetime is not DetachedLifetime && !service.Pool.IsUp;

    // The same request, whose answer nobody gets, is the look. When too much is under way behind the scenes, another request's will do.
    private void LookBehind(Exchange exchange)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in exchange.Request.Headers)
            headers[name] = value;
        detached.TryRun(exchange, exchange.Request.Method, headers, RunAsync);
    }

    // Whatever happens, a selection is completed: an instance must not count as busy for ever.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<UpstreamAnswer> SendAsync(Exchange exchange, ServiceRuntime service, Selection selection)
    {
        try
        {
            return await ((Upstream)selection.Instance!.Endpoint!).SendAsync(exchange);
        }
        catch
        {
            service.Pool.Complete(selection, AttemptResult.Abandoned, 0, exchange.Clock.NowMs);
            AttemptTrace.End(exchange, default, AttemptResult.Abandoned, exchange.Clock.NowUs);
            throw;
        }
    }

    /// <summary>Milliseconds that an attempt may take; a probe of an instance that may still be ill gets less.</summary>
    internal static long LimitMs(ServiceRuntime service, in Selection selection) =>
        selection.ProbeTimeoutMs > 0 ? Math.Min(service.AttemptMs, selection.ProbeTimeoutMs) : service.AttemptMs;

    /// <summary>Chooses an instance for a second copy, preferably in another zone than the first one's.</summary>
    internal static Selection SelectAnother(Exchange exchange, ServiceRuntime service, in TriedInstances tries, string? avoidZone) =>
        service.Pool.SelectAnother(QueryOf(exchange, service, tries), avoidZone);

    private static Selection Select(Exchange exchange, ServiceRuntime service, in TriedInstances tries) =>
        service.Pool.Select(QueryOf(exchange, service, tries));

    private static SelectionQuery QueryOf(Exchange exchange, ServiceRuntime service, in TriedInstances tries) =>
        new()
        {
            NowMs = exchange.Clock.NowMs,
            Random = exchange.Random.Next(),
            Key = service.HashKey?.Read(exchange) ?? 0,
            HasKey = service.HashKey is not null,
            Tried = tries.Span,
            // What can't be repeated is not used to find out whether an instance is well again.
            AvoidProbes = !exchange.Traits.HasFlag(RequestTraits.Idempotent),
            Saturated = service.Bulkhead is { IsSaturated: true },
        };

    private static RetryVerdict Judge(Exchange exchange, ServiceRuntime service, in UpstreamAnswer answer, int sent)
    {
        if (answer.Fault == UpstreamFault.None && answer.JudgedStatus < 400)
            return RetryVerdict.GiveUp("answered");
        if (CauseOf(answer) is not { } cause)
            return RetryVerdict.GiveUp("nobody waits for it any more");
        var idempotent = exchange.Traits.HasFlag(RequestTraits.Idempotent);
        return RetryDecision.Decide(cause, answer.JudgedStatus, service.RetryRules, idempotent, exchange.Body.Replayable, sent);
    }

    private static AttemptCause? CauseOf(in UpstreamAnswer answer) => answer.Fault switch
    {
        UpstreamFault.None => AttemptCause.Status,
        UpstreamFault.ConnectFailed => AttemptCause.ConnectFailure,
        UpstreamFault.Reset or UpstreamFault.BadAnswer => AttemptCause.Reset,
        UpstreamFault.TimedOut => AttemptCause.Timeout,
        _ => null,
    };

    /// <summary>Reports how an attempt ended, to the pool and to the metrics. Only what was really sent; a mere look is the pool's affair alone.</summary>
    /// <param name="service">The service.</param>
    /// <param name="selection">The instance.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="tookUs">The time to the head of the answer or to the failure.</param>
    /// <param name="lastedUs">The same to the end of the answer.</param>
    /// <param name="nowMs">The time.</param>
    internal static void Complete(ServiceRuntime service, in Selection selection, AttemptResult result, long tookUs, long lastedUs, long nowMs)
    {
        service.Pool.Complete(selection, result, tookUs, nowMs);
        if (service.Meter is not { } meter)
            return;
        selection.Instance!.Attempts.Record(result, tookUs);
        meter.OnAttempt(result, lastedUs);
    }

    // 501 says what the service can't do, not that it is unwell.
    internal static bool IsFailure(in UpstreamAnswer answer) => answer.JudgedStatus >= 500 && answer.JudgedStatus != 501;

    // Whether something stands ready for the case that this is the answer.
    private static bool IsHeld(Exchange exchange, in UpstreamAnswer answer) =>
        (exchange.HoldsFailures && IsFailure(answer)) || (exchange.HoldsUnavailable && answer.JudgedStatus is 502 or 503 or 504);

    // How an attempt counts for its instance. What was cut off before it had a fair time to answer proves nothing.
    internal static AttemptResult ResultOf(Exchange exchange, in UpstreamAnswer answer, long tookUs) => answer.Fault switch
    {
        UpstreamFault.None => IsFailure(answer) ? AttemptResult.Failure : AttemptResult.Success,
        UpstreamFault.ConnectFailed => AttemptResult.ConnectFailed,
        UpstreamFault.Reset or UpstreamFault.BadAnswer => AttemptResult.Reset,
        UpstreamFault.TimedOut => AttemptResult.TimedOut,
        UpstreamFault.Outrun => AttemptResult.Outrun,
        UpstreamFault.RequestTimedOut when tookUs / 500 >= exchange.AttemptLimitMs => AttemptResult.TimedOut,
        _ => AttemptResult.Abandoned,
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Outcome> RelayAsync(
        Exchange exchange, ServiceRuntime service, Selection selection, UpstreamAnswer answer, long startedUs, long tookUs)
    {
        var result = ResultOf(exchange, answer, tookUs);
        exchange.IsOfInstance = true;
        exchange.Notes.FirstByteUs = startedUs + tookUs;
        // A long answer must not keep the breaker waiting for a verdict that is already known.
        if (result == AttemptResult.Success)
        {
            service.Pool.Answered(selection, tookUs, exchange.Clock.NowMs);
            exchange.OnAnswer(service, answer.Status, tookUs);
        }

        service.Meter?.FirstByte.Record(tookUs);
        var end = RelayEnd.CutShort;
        try
        {
            end = await answer.RelayAsync(exchange);
        }
        finally
        {
            result = end switch
            {
                RelayEnd.CutShort => AttemptResult.Reset,
                RelayEnd.FailedInTrailers => AttemptResult.Failure,
                RelayEnd.ClientGone => result == AttemptResult.Success ? AttemptResult.Abandoned : result,
                _ => result,
            };
            var nowUs = exchange.Clock.NowUs;
            var upgraded = exchange.IsUpgrade && answer.Status < 300;
            Complete(service, selection, result, tookUs, upgraded ? tookUs : nowUs - startedUs, nowUs / 1000);
            AttemptTrace.End(exchange, answer, result, nowUs);
        }

        return end switch
        {
            RelayEnd.ClientGone => Outcome.ClientGone,
            RelayEnd.CutShort => Outcome.CutShort(answer.Status),
            _ => Outcome.Answered(answer.Status),
        };
    }

    private async ValueTask SetAsideAsync(Exchange exchange, ServiceRuntime service, Instance instance, UpstreamAnswer answer)
    {
        if (answer.RetryAfterMs(time.GetUtcNow()) is { } waitMs)
            service.Pool.Defer(instance, exchange.Clock.NowMs + waitMs);
        await answer.DiscardAsync(exchange);
    }

    // How long to wait before the next try, or NoMore. Charged before the wait: retries that wait are retries already.
    private static long Charge(Exchange exchange, ServiceRuntime service, RetryAction action, AttemptCause cause, int sent, bool onlyOthers, ref TriedInstances tries)
    {
        if (exchange.RemainingMs <= 0 || tries.Count == MaxTries)
            return NoMore;
        // Before an answer is thrown away it must be sure that somebody else can be asked.
        var another = CanSelect(exchange, service, tries);
        if (action == RetryAction.RetryFree && another)
        {
            service.Counters.OnConnectRetry();
            exchange.Trace?.OnRetry(cause, 0);
            return 0;
        }

        // Everybody had their turn. As far as the rules allow further tries: the same ones again, after a pause.
        if (action == RetryAction.RetryFree && tries.Count >= service.RetryRules.Attempts)
            return NoMore;
        if (!another)
        {
            if (onlyOthers)
                return NoMore;
            tries.Forget();
            if (!CanSelect(exchange, service, tries))
                return NoMore;
        }

        var delayMs = Backoff.DelayMs(Math.Max(1, sent), service.BackoffMs, service.MaxBackoffMs, exchange.Random.Next());
        if (delayMs >= exchange.RemainingMs)
            return NoMore;
        if (!service.RetryBudget.TryTake(exchange.Clock.NowMs))
        {
            service.Counters.OnBudgetRefusal();
            exchange.Trace?.On(TraceEventKind.RetryRefused, exchange.Clock.NowUs, 0, service.Name);
            return NoMore;
        }

        service.Counters.OnRetry(cause);
        exchange.Trace?.OnRetry(cause, delayMs);
        return delayMs;
    }

    private static bool CanSelect(Exchange exchange, ServiceRuntime service, in TriedInstances tries)
    {
        var selection = Select(exchange, service, tries);
        if (!selection.Selected)
            return false;
        // Only a look: the place is taken when it is needed, after the pause.
        service.Pool.Complete(selection, AttemptResult.Abandoned, 0, exchange.Clock.NowMs);
        return true;
    }

    private async ValueTask<bool> WaitAsync(Exchange exchange, long delayMs)
    {
        exchange.Timer.Disarm();
        await Task.Delay(TimeSpan.FromMilliseconds(delayMs), time, exchange.Timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return exchange.Timer.Cause == CancelCause.None;
    }

    private static Outcome Unavailable(ServiceRuntime service, in Selection selection) =>
        Outcome.Failed(OutcomeKind.Unavailable, Problems.Unavailable) with { RetryAfterMs = selection.RetryAfterMs, Where = service.Name };

    private static Outcome Failed(ServiceRuntime service, OutcomeKind kind, Problem problem) =>
        Outcome.Failed(kind, problem) with { Where = service.Name };

    private static Outcome Explain(Exchange exchange, ServiceRuntime service, UpstreamFault fault, int sent, in Selection selection) => fault switch
    {
        UpstreamFault.ClientGone => Outcome.ClientGone,
        UpstreamFault.ClientFault => ClientFaults.Explain(exchange),
        UpstreamFault.ConnectFailed when sent == 0 => Unavailable(service, selection),
        UpstreamFault.TimedOut or UpstreamFault.RequestTimedOut => Failed(service, OutcomeKind.TimedOut, Problems.TimedOut),
        UpstreamFault.BadAnswer => Failed(service, OutcomeKind.BadGateway, Problems.BadAnswer),
        UpstreamFault.Reset => Failed(service, OutcomeKind.BadGateway, Problems.BadGateway),
        _ => Failed(service, OutcomeKind.BadGateway, Problems.RetryFailed),
    };
}
