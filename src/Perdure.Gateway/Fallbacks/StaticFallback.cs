using System.Text;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Fallbacks;

/// <summary>An answer that is written in the system file.</summary>
internal sealed class StaticFallback(StaticAnswer answer, string node) : Fallback
{
    private readonly byte[] _body = Encoding.UTF8.GetBytes(answer.Body);

    public override bool MayReplaceAnswer(Exchange exchange) => true;

    public override bool CanTry(Exchange exchange, in Outcome failed) => true;

    public override ValueTask<Outcome> AnswerAsync(Exchange exchange, Outcome failed)
    {
        exchange.Timer.Renew();
        exchange.Response.StatusCode = answer.Status;
        var headers = exchange.Response.Headers;
        headers["Proxy-Status"] = CacheTexts.Degraded(node, failed.Problem!.ProxyError, "fallback");
        headers["X-Request-Id"] = exchange.RequestId;
        // Good for as long as the trouble lasts, and nobody downstream knows how long that is.
        headers.CacheControl = "no-store";
        if (exchange.Closing)
            headers.Connection = "close";
        var outcome = Outcome.Degraded(answer.Status);
        if (answer.Status is 204 or 205 or 304)
            return new ValueTask<Outcome>(outcome);
        headers.ContentType = answer.ContentType;
        headers.ContentLength = _body.Length;
        return AnswerWriter.BodyAsync(exchange, _body, outcome);
    }
}
