using Perdure.Durability.Idempotency;
using Perdure.Durability.Storage;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Model;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// Makes requests with the same <c>Idempotency-Key</c> take effect once (draft-ietf-httpapi-idempotency-key-header): the first one is begun in the durable
/// store before anything is sent, its answer is kept there before the client has it, and who repeats it gets that. What was sent and not answered is
/// unknown; it is never sent again unless the service says that it did not take effect.
/// </summary>
internal sealed class IdempotencyStage(
    IdempotencyModel model, IdempotencyScope scope, GatewayCore core, RouteRuntime route, TimeProvider time, Reconciler? reconciler,
    DeferStage? later, Stage next) : Stage
{
    private const string Header = "Idempotency-Key";
    private const int InFlightRetryMs = 1_000;
    private static readonly TimeSpan LookFirst = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LookMax = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan OpeningMax = TimeSpan.FromSeconds(5);

    private readonly KeyedExecution _execution = new(model, core, route, time, later, next);

    private IdempotencyCounters Counters => route.Counters.Idempotency;

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        if (exchange.Request.Method is not ("POST" or "PUT" or "PATCH" or "DELETE") || exchange.IsUpgrade || (exchange.Traits & RequestTraits.Grpc) != 0)
            return next.RunAsync(exchange);
        var given = exchange.Request.Headers[Header];
        if (given.Count == 0)
            return model.Required ? new ValueTask<Outcome>(Refused(Problems.KeyMissing)) : next.RunAsync(exchange);
        return given is [{ } value] && IdempotencyKeyHeader.TryParse(value, out var key, out _)
            ? GuardAsync(exchange, key)
            : new ValueTask<Outcome>(Refused(Problems.KeyInvalid));
    }

    private async ValueTask<Outcome> GuardAsync(Exchange exchange, string key)
    {
        using var body = new KeyedBody(core.Cache);
        if (await body.ReadAsync(exchange, (int)model.MaxBody) is { } unread)
            return unread;
        var fingerprint = FingerprintOf(exchange);
        var id = new IdempotencyKey(scope.Of(exchange), key);
        var untilMs = exchange.Clock.NowMs + (long)model.Wait.TotalMilliseconds;
        while (true)
        {
            var run = core.KeyedRuns.Join(id, fingerprint, out var leads);
            if (leads)
            {
                try
                {
                    if (await LeadAsync(exchange, run, fingerprint, untilMs) is { } outcome)
                        return outcome;
                }
                finally
                {
                    core.KeyedRuns.End(run);
                }

                continue;
            }

            if (!run.Asks(fingerprint))
                return Refused(Problems.KeyReused);
            if (!await WaitAsync(exchange, run.End, untilMs))
                return NotWaitedOut(exchange);
            if (run.Answer is { } answer)
                return await ReplayAsync(exchange, answer);
            if (run.Failure is { } failure)
                return failure;
        }
    }

    // Null: something has changed meanwhile, see again.
    private async ValueTask<Outcome?> LeadAsync(Exchange exchange, KeyedRun run, byte[] fingerprint, long untilMs)
    {
        if (await StoreAsync(exchange) is not { } store)
            return StoreLost(exchange, run);
        IdempotencyBegin begun;
        try
        {
            begun = await store.Idempotency.BeginAsync(run.Key, fingerprint, KeyedExecution.LeaseOf(exchange), model.Retention, CancellationToken.None);
        }
        catch (DurabilityException)
        {
            return StoreLost(exchange, run);
        }

        switch (begun.State)
        {
            case IdempotencyState.Started:
                Counters.OnExecuted();
                return await _execution.RunAsync(exchange, run, store.Idempotency, begun.Token);
            case IdempotencyState.Replay:
                var kept = begun.Answer.ToArray();
                run.Note(kept);
                return await ReplayAsync(exchange, kept);
            case IdempotencyState.Mismatch:
                return Refused(Problems.KeyReused);
            case IdempotencyState.InFlight:
                return await ElsewhereAsync(exchange, run, store.Idempotency, untilMs);
            default:
                return await FindOutAsync(exchange, run, store.Idempotency, begun.Token);
        }
    }

    // Another gateway is at it. Looking costs no write.
    private async ValueTask<Outcome?> ElsewhereAsync(Exchange exchange, KeyedRun run, IIdempotencyStore records, long untilMs)
    {
        var pause = LookFirst;
        try
        {
            while (LeftMs(exchange, untilMs) > 0)
            {
                await Task.Delay(pause, time, exchange.Timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (exchange.Timer.Cause == CancelCause.ClientGone)
                    return Outcome.ClientGone;
                if (await records.GetAsync(run.Key, CancellationToken.None) is not { State: IdempotencyState.InFlight })
                    return null;
                pause = pause * 2 < LookMax ? pause * 2 : LookMax;
            }
        }
        catch (DurabilityException)
        {
            return StoreLost(exchange, run);
        }

        return NotWaitedOut(exchange);
    }

    private async ValueTask<Outcome?> FindOutAsync(Exchange exchange, KeyedRun run, IIdempotencyStore records, long token)
    {
        var finding = reconciler is null ? Finding.Unknown : await reconciler.AskAsync(exchange, run.Key.Key);
        // Perhaps it waits to be sent, so it is not executed here. One that is too large for that does not wait.
        if (finding.Answer is null && later is not null && await _execution.DeferAsync(exchange, run, records, token) is var accepted && accepted?.Problem != Problems.TooLargeToDefer)
            return accepted;
        if (!finding.IsKnown)
        {
            Counters.OnUnknown();
            var unknown = Outcome.Failed(OutcomeKind.KeyRefused, Problems.OutcomeUnknown) with { RetryAfterMs = reconciler is null ? 0 : InFlightRetryMs };
            run.Note(unknown);
            return exchange.Timer.Cause == CancelCause.ClientGone ? Outcome.ClientGone : unknown;
        }

        try
        {
            // Somebody else has found out before: what it found counts.
            if (!await records.SettleAsync(run.Key, token, finding.Answer, CancellationToken.None))
                return null;
        }
        catch (DurabilityException)
        {
            return StoreLost(exchange, run);
        }

        if (finding.Answer is not { } answer)
        {
            Counters.OnFreed();
            GatewayLog.OutcomeReconciled(core.Log, route.Name, exchange.RequestId, "it did not take effect, so it is executed");
            return null;
        }

        Counters.OnReconciled();
        GatewayLog.OutcomeReconciled(core.Log, route.Name, exchange.RequestId, "it took effect");
        run.Note(answer);
        return await ReplayAsync(exchange, answer);
    }

    private async ValueTask<Outcome> ReplayAsync(Exchange exchange, byte[] bytes)
    {
        if (KeptAnswer.Decode(bytes) is not { } answer)
        {
            Counters.OnUnknown();
            GatewayLog.KeptAnswerUnreadable(core.Log, route.Name, exchange.RequestId);
            return Outcome.Failed(OutcomeKind.KeyRefused, Problems.OutcomeUnknown);
        }

        Counters.OnReplayed();
        if (!answer.IsWhole)
            return Outcome.Failed(OutcomeKind.KeyRefused, Problems.AnswerNotKept) with { Details = StatusText.Of(answer.Status) };
        return await KeyedAnswerWriter.ReplayAsync(exchange, answer);
    }

    // One that is just being opened, as after a take-over, is waited for a little; one that is lost is not.
    private async ValueTask<IDurableStore?> StoreAsync(Exchange exchange)
    {
        if (core.Durable is not { } access)
            return null;
        var since = time.GetTimestamp();
        var store = access.Store;
        while (store is null && access.Problem is null && time.GetElapsedTime(since) < OpeningMax && exchange.RemainingMs > 0 && exchange.Timer.Cause == CancelCause.None)
        {
            await Task.Delay(LookFirst, time, exchange.Timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            store = access.Store;
        }

        return store;
    }

    private static async ValueTask<bool> WaitAsync(Exchange exchange, Task end, long untilMs)
    {
        if (LeftMs(exchange, untilMs) is var leftMs && leftMs <= 0)
            return end.IsCompleted;
        exchange.Timer.Arm(CancelCause.RequestTimedOut, leftMs);
        await end.WaitAsync(exchange.Timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        exchange.Timer.Disarm();
        exchange.Timer.Renew();
        return end.IsCompleted && exchange.Timer.Cause == CancelCause.None;
    }

    private static long LeftMs(Exchange exchange, long untilMs) => Math.Min(untilMs - exchange.Clock.NowMs, exchange.RemainingMs);

    private Outcome NotWaitedOut(Exchange exchange)
    {
        if (exchange.Timer.Cause == CancelCause.ClientGone)
            return Outcome.ClientGone;
        Counters.OnInFlight();
        return Outcome.Failed(OutcomeKind.KeyRefused, Problems.KeyInFlight) with { RetryAfterMs = InFlightRetryMs };
    }

    private Outcome Refused(Problem problem)
    {
        Counters.OnRefused();
        return Outcome.Failed(OutcomeKind.KeyRefused, problem);
    }

    // Those who wait for this one need not ask the store each for themselves.
    private Outcome StoreLost(Exchange exchange, KeyedRun run)
    {
        Counters.OnStoreLost();
        var lost = Outcome.Failed(OutcomeKind.NotDurable, Problems.DurableUnavailable) with { RetryAfterMs = InFlightRetryMs };
        run.Note(lost);
        return exchange.Timer.Cause == CancelCause.ClientGone ? Outcome.ClientGone : lost;
    }

    private static byte[] FingerprintOf(Exchange exchange)
    {
        using var fingerprint = new RequestFingerprint(exchange.Request.Method, exchange.Target, exchange.Request.Headers.ContentType);
        if (exchange.Body.TryGetWhole(out var whole))
            fingerprint.AppendBody(whole.Span);
        return fingerprint.Finish();
    }
}
