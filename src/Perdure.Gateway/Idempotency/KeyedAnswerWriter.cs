using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Idempotency;

/// <summary>Gives answers to requests with a key: the first one's as it came, the others' as it was kept.</summary>
internal static class KeyedAnswerWriter
{
    /// <summary>Gives an answer that was captured.</summary>
    public static async ValueTask<Outcome> GiveAsync(Exchange exchange, ResponseCapture capture, Outcome outcome)
    {
        capture.CopyHead(exchange.Response);
        exchange.Timer.Renew();
        if (HasBody(capture.StatusCode))
            exchange.Response.Headers.ContentLength = capture.Kept.Length;
        return await AnswerWriter.BodyAsync(exchange, capture.Kept, outcome);
    }

    /// <summary>Gives an answer again, marked as such.</summary>
    public static ValueTask<Outcome> ReplayAsync(Exchange exchange, KeptAnswer answer)
    {
        var outcome = new Outcome(OutcomeKind.Replayed, answer.Status, null);
        exchange.Timer.Renew();
        exchange.Response.StatusCode = answer.Status;
        var headers = exchange.Response.Headers;
        answer.CopyHead(headers);
        headers["Idempotency-Replayed"] = "true";
        headers["X-Request-Id"] = exchange.RequestId;
        if (exchange.Closing)
            headers.Connection = "close";
        if (!HasBody(answer.Status))
            return new ValueTask<Outcome>(outcome);
        headers.ContentLength = answer.Body.Length;
        return AnswerWriter.BodyAsync(exchange, answer.Body, outcome);
    }

    private static bool HasBody(int status) => status is not (204 or 304);
}
