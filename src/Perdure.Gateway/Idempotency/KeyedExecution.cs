using Microsoft.AspNetCore.Http;
using Perdure.Durability.Storage;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Model;

namespace Perdure.Gateway.Idempotency;

/// <summary>Executes a request whose record is begun: brings it to its end whether its client stays or not, and keeps what came of it. Thread-safe.</summary>
internal sealed class KeyedExecution(IdempotencyModel model, GatewayCore core, RouteRuntime route, TimeProvider time, DeferStage? later, Stage next)
{
    private const long LeaseSpareMs = 5_000;

    /// <summary>How long a record is in flight when its gateway dies: longer than the service may be at the request.</summary>
    public static TimeSpan LeaseOf(Exchange exchange)
    {
        var lease = TimeSpan.FromMilliseconds(exchange.Service.RequestMs + LeaseSpareMs);
        return lease < StoreLimits.LeaseMax ? lease : StoreLimits.LeaseMax;
    }

    /// <summary>Executes it.</summary>
    public async ValueTask<Outcome> RunAsync(Exchange exchange, KeyedRun run, IIdempotencyStore records, long token)
    {
        using var hold = new RecordHold(records, run.Key, token, LeaseOf(exchange), time);
        if (!exchange.Timer.TryLeaveClient())
        {
            await EndAsync(exchange, hold, KeyedVerdict.Free, null);
            return Outcome.ClientGone;
        }

        // The key is the client's promise to this gateway. Whether the service keeps keys, too, is not known: what may have taken effect there
        // is not sent again from here, unless its method allows it.
        if (exchange.Request.Method is "POST" or "PATCH")
            exchange.Traits &= ~RequestTraits.Idempotent;
        if (later is not null)
            exchange.Execution = run.ExecutionOf(token);
        var capture = new ResponseCapture();
        try
        {
            var outcome = await AskAsync(exchange, capture, next.RunAsync);
            var verdict = Judge(exchange, outcome, capture);
            var answer = verdict == KeyedVerdict.Leave ? null : AnswerOf(outcome, capture);
            await EndAsync(exchange, hold, verdict, answer);
            if (answer is not null)
                run.Note(answer);
            else if (outcome.Problem is not null)
                run.Note(outcome);
            return await GiveAsync(exchange, capture, outcome);
        }
        finally
        {
            capture.Clear();
        }
    }

    /// <summary>
    /// Accepts a request to be sent later that was begun before and of which nobody knows what came: its gateway may have died when it was accepted, and the
    /// key had no answer yet. If so, that one is found; if not, the service takes each key once, as every service whose requests are deferred.
    /// </summary>
    /// <returns>How it ended, or null: somebody else has found out meanwhile, see again.</returns>
    public async ValueTask<Outcome?> DeferAsync(Exchange exchange, KeyedRun run, IIdempotencyStore records, long token)
    {
        exchange.Execution = run.ExecutionOf(token);
        var capture = new ResponseCapture();
        try
        {
            var outcome = await AskAsync(exchange, capture, later!.AcceptAsync);
            if (AnswerOf(outcome, capture) is not { } answer || outcome.Kind != OutcomeKind.Answered)
                return outcome;
            if (!await SettleAsync(exchange, run, records, token, answer))
                return null;
            run.Note(answer);
            return await GiveAsync(exchange, capture, outcome);
        }
        finally
        {
            capture.Clear();
        }
    }

    // The request is accepted by then: when this cannot be kept, whoever repeats it finds it again.
    private async ValueTask<bool> SettleAsync(Exchange exchange, KeyedRun run, IIdempotencyStore records, long token, byte[] answer)
    {
        try
        {
            return await records.SettleAsync(run.Key, token, answer, CancellationToken.None);
        }
        catch (DurabilityException lost)
        {
            GatewayLog.AnswerNotKept(core.Log, route.Name, exchange.RequestId, lost.Message);
            return true;
        }
    }

    private async ValueTask<Outcome> AskAsync(Exchange exchange, ResponseCapture capture, Func<Exchange, ValueTask<Outcome>> ask)
    {
        capture.Begin(exchange, new Rule(model.MaxBody), model.MaxBody, core.Cache);
        try
        {
            var outcome = await ask(exchange);
            // An answer without a body wrote nothing, so nobody has asked yet.
            if (outcome.Problem is null && outcome.Kind != OutcomeKind.ClientGone && outcome.Kind != OutcomeKind.CutShort)
                capture.Decide();
            return outcome;
        }
        finally
        {
            capture.Leave(exchange);
            exchange.LeavePlaces();
        }
    }

    private static KeyedVerdict Judge(Exchange exchange, in Outcome outcome, ResponseCapture capture)
    {
        if (outcome.Problem is not null)
        {
            // What may be on the disk will be sent: a free key would let it take effect a second time.
            return outcome.Problem == Problems.DurableUnknown ? KeyedVerdict.Leave
                : !exchange.Sent ? KeyedVerdict.Free
                : outcome.Problem == Problems.ServiceFailed ? KeyedVerdict.LetGo
                : KeyedVerdict.Leave;
        }

        if (outcome.Kind == OutcomeKind.CutShort || (outcome.Kind == OutcomeKind.ClientGone && !capture.Passes))
            return exchange.Sent ? KeyedVerdict.Leave : KeyedVerdict.Free;
        // A page of the gateway's own in place of the service's answer says nothing of what the request did.
        if (outcome.Kind == OutcomeKind.Degraded && !exchange.IsOfInstance)
            return exchange.Sent ? KeyedVerdict.Leave : KeyedVerdict.Free;
        return Judge(capture.StatusCode, capture.Headers);
    }

    // What the service says it has not worked on may come again; after any other failure nobody knows what it had done before it failed.
    private static KeyedVerdict Judge(int status, IHeaderDictionary headers) => status switch
    {
        408 or 425 or 429 or 501 => KeyedVerdict.Free,
        503 when headers.RetryAfter.Count > 0 => KeyedVerdict.Free,
        < 500 => KeyedVerdict.Keep,
        _ => KeyedVerdict.LetGo,
    };

    private static byte[]? AnswerOf(in Outcome outcome, ResponseCapture capture) =>
        outcome.Problem is not null ? null
        : capture.Passes ? KeptAnswer.EncodeStatus(capture.StatusCode)
        : KeptAnswer.Encode(capture.StatusCode, capture.Headers, capture.Kept.Span);

    private async ValueTask EndAsync(Exchange exchange, RecordHold hold, KeyedVerdict verdict, byte[]? answer)
    {
        hold.Dispose();
        try
        {
            switch (verdict)
            {
                case KeyedVerdict.Keep:
                    if (!await hold.FinishAsync(answer!))
                        GatewayLog.AnswerNotKept(core.Log, route.Name, exchange.RequestId, "it took longer than its lease, and somebody else has settled it");
                    break;
                case KeyedVerdict.Free:
                    await hold.AbandonAsync();
                    break;
                case KeyedVerdict.LetGo:
                    GatewayLog.OutcomeUnknown(core.Log, route.Name, exchange.RequestId, "the service answered with a failure");
                    await hold.LetGoAsync();
                    break;
                default:
                    GatewayLog.OutcomeUnknown(core.Log, route.Name, exchange.RequestId, "it was sent, and no whole answer came");
                    break;
            }
        }
        catch (DurabilityException lost)
        {
            // The client gets the answer all the same: it is true. A key that is not freed would be unknown for as long as it is kept.
            if (verdict is KeyedVerdict.Keep or KeyedVerdict.Free
                && !core.LateAnswers.TryAdd(hold, verdict == KeyedVerdict.Keep ? answer : null, route.Name, exchange.RequestId))
                GatewayLog.AnswerNotKept(core.Log, route.Name, exchange.RequestId, lost.Message);
        }
    }

    private static async ValueTask<Outcome> GiveAsync(Exchange exchange, ResponseCapture capture, Outcome outcome)
    {
        if (outcome.Problem is not null || capture.Passes)
            return outcome;
        // The client has nothing of the broken answer, so it can be told.
        if (outcome.Kind is OutcomeKind.CutShort or OutcomeKind.ClientGone)
            return Outcome.Failed(OutcomeKind.BadGateway, Problems.BadGateway) with { Where = exchange.Service.Name };
        return await KeyedAnswerWriter.GiveAsync(exchange, capture, outcome);
    }

    private sealed class Rule(long maxBody) : ICaptureRule
    {
        public bool Holds(int status, IHeaderDictionary headers) => headers.ContentLength is not { } length || length <= maxBody;

        public void Released()
        {
        }
    }
}
