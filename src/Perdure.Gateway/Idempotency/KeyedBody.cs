using Perdure.Gateway.Answers;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// Reads the whole body of a request with a key, which is compared before anything is sent. Bodies that take more than every request has are
/// counted with the memory of the caches, so that all together are bounded. One request.
/// </summary>
internal sealed class KeyedBody(CacheStore memory) : IDisposable
{
    private long _counted;

    /// <summary>Reads it; how the request ends when it cannot be read, or null.</summary>
    public async ValueTask<Outcome?> ReadAsync(Exchange exchange, int maxBytes)
    {
        var body = exchange.Body;
        if (body.Ended)
            return null;
        if (body.Length > maxBytes)
            return Outcome.Failed(OutcomeKind.BadRequest, Problems.KeyedBodyTooLarge);
        var mayTake = Math.Min(maxBytes, body.Length ?? maxBytes);
        if (mayTake > RequestBody.ReplayLimit)
        {
            if (!memory.TryCapture(mayTake))
                return Outcome.Failed(OutcomeKind.Shed, Problems.Overloaded);
            _counted = mayTake;
        }

        body.KeepUpTo(maxBytes);
        exchange.AttemptLimitMs = exchange.Service.AttemptMs;
        try
        {
            if (!await body.FillWholeAsync(exchange))
                return Outcome.Failed(OutcomeKind.BadRequest, Problems.KeyedBodyTooLarge);
        }
        catch (Exception) when (body.ClientFault is not null || exchange.Timer.Cause != CancelCause.None)
        {
            return ClientFaults.Explain(exchange);
        }

        exchange.Timer.Disarm();
        exchange.Timer.Renew();
        return null;
    }

    public void Dispose() => memory.EndCapture(_counted);
}
