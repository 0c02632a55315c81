using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Stages;
using Perdure.Model;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// Accepts requests to be sent later: all, or those that the service can't take now. 202 goes out only after the request is on the disk; what can't be kept is
/// refused. A request of which something was sent is deferred only when it carries an <c>Idempotency-Key</c>, because it will be sent again.
/// </summary>
internal sealed class DeferStage(RouteDeferral deferral, GatewayCore core, Stage next) : Stage
{
    // What is left of the body may take so long to come after the service has used up the request's time.
    private const long BodyMs = 5_000;

    private readonly DeferAcceptance _acceptance = new(deferral, core);
    private readonly bool _always = deferral.Model.When == DeferWhen.Always;

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        if (!IsFor(exchange))
            return next.RunAsync(exchange);
        var mayTake = exchange.Body.Ended ? 0 : (int)Math.Min(deferral.Model.MaxBody, exchange.Body.Length ?? deferral.Model.MaxBody);
        return mayTake <= RequestBody.ReplayLimit ? ServeAsync(exchange) : KeepAsync(exchange, mayTake);
    }

    /// <summary>Accepts a request whose body is whole, whatever the service could do with it now. One with the same execution is accepted once.</summary>
    public ValueTask<Outcome> AcceptAsync(Exchange exchange) => AcceptAsync(exchange, GroupOf(exchange), null);

    private ValueTask<Outcome> ServeAsync(Exchange exchange) => _always ? AcceptAsync(exchange) : TryAsync(exchange);

    // A body that takes more than every request has is counted with the memory of the caches, so that all together are bounded.
    private async ValueTask<Outcome> KeepAsync(Exchange exchange, int bytes)
    {
        if (!core.Cache.TryCapture(bytes))
            return _always ? Outcome.Failed(OutcomeKind.Shed, Problems.Overloaded) : await TryAsync(exchange);
        try
        {
            exchange.Body.KeepUpTo((int)deferral.Model.MaxBody);
            return await ServeAsync(exchange);
        }
        finally
        {
            core.Cache.EndCapture(bytes);
        }
    }

    private static bool IsFor(Exchange exchange) =>
        exchange.Request.Method is "POST" or "PUT" or "PATCH" or "DELETE" && !exchange.IsUpgrade && (exchange.Traits & RequestTraits.Grpc) == 0;

    private string? GroupOf(Exchange exchange) => deferral.Model.OrderBy is { } header ? DeferGroup.Of(header, exchange.Request.Headers[header]) : null;

    private async ValueTask<Outcome> TryAsync(Exchange exchange)
    {
        var group = GroupOf(exchange);
        if (group is not null)
        {
            var (waits, refused) = await _acceptance.IsWaitingAsync(group);
            if (refused is not null)
            {
                deferral.Counters.OnRefused();
                return Refused(refused);
            }

            if (waits)
                return await AcceptAsync(exchange, group, null);
        }

        var keyed = exchange.Request.Headers.ContainsKey("Idempotency-Key");
        exchange.HoldsUnavailable = keyed;
        var outcome = await next.RunAsync(exchange);
        exchange.HoldsUnavailable = false;
        if (!MayDefer(exchange, outcome, keyed))
            return outcome;
        exchange.LeavePlaces();
        return await AcceptAsync(exchange, group, outcome);
    }

    // Nothing was sent, or what was sent may be sent again. What breaks instances is not kept for them.
    private static bool MayDefer(Exchange exchange, in Outcome outcome, bool keyed) =>
        outcome.Kind is OutcomeKind.Unavailable or OutcomeKind.Shed or OutcomeKind.TimedOut or OutcomeKind.BadGateway
        && outcome.Problem != Problems.PoisonRequest && outcome.Problem != Problems.InternalError
        && outcome.ServiceStatus is 0 or 502 or 503 or 504
        && (keyed || !exchange.Sent);

    private async ValueTask<Outcome> AcceptAsync(Exchange exchange, string? group, Outcome? failed)
    {
        if (exchange.Timer.Cause == CancelCause.ClientGone)
            return Outcome.ClientGone;
        exchange.Timer.Renew();
        exchange.AttemptLimitMs = exchange.Service.AttemptMs;
        exchange.DeadlineMs = Math.Max(exchange.DeadlineMs, exchange.Clock.NowMs + BodyMs);
        bool whole;
        try
        {
            whole = await exchange.Body.FillWholeAsync(exchange);
            exchange.Timer.Disarm();
        }
        catch (Exception) when (exchange.Body.ClientFault is not null || exchange.Timer.Cause != CancelCause.None)
        {
            return failed ?? ClientFaults.Explain(exchange);
        }

        // A stage before may have kept more of it than this route accepts.
        whole = whole && (!exchange.Body.TryGetWhole(out var body) || body.Length <= deferral.Model.MaxBody);
        var (id, refused) = whole ? await _acceptance.AcceptAsync(exchange, group) : (null, Problems.TooLargeToDefer);
        if (id is not null)
            return await AnswerAsync(exchange, id);
        // What the service said, or what may have come of it, is worth more to the client than that it could not be kept.
        deferral.Counters.OnRefused();
        return failed is { } known && (refused == Problems.TooLargeToDefer || exchange.Sent) ? known : Refused(refused!);
    }

    private static Outcome Refused(Problem problem) =>
        Outcome.Failed(problem.Status == StatusCodes.Status413PayloadTooLarge ? OutcomeKind.BadRequest : OutcomeKind.NotDurable, problem);

    private static async ValueTask<Outcome> AnswerAsync(Exchange exchange, string id)
    {
        var response = exchange.Response;
        var headers = response.Headers;
        headers.Clear();
        response.StatusCode = StatusCodes.Status202Accepted;
        headers.Location = DeferTicket.Path + id;
        headers.RetryAfter = "1";
        headers.CacheControl = "no-store";
        headers["X-Request-Id"] = exchange.RequestId;
        exchange.WriteLimit();
        if (exchange.Closing)
            headers.Connection = "close";
        await DeferredJson.WriteAsync(exchange, json =>
        {
            json.WriteString("id", id);
            json.WriteString("state", "pending");
        });
        return Outcome.Answered(StatusCodes.Status202Accepted);
    }
}
