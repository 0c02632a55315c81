using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>
/// Knows when requests are over for the gateway too: a client may have its answer before the request is counted, and before whoever watches it has been told.
/// </summary>
internal sealed class EndedRequests(IRequestObserver? inner = null) : IRequestObserver
{
    private int _answered;
    private int _ended;

    public RequestInterest Interest => RequestInterest.End | (inner?.Interest ?? RequestInterest.None);

    public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs)
    {
        inner?.OnEnded(exchange, outcome, endedUs);
        Interlocked.Increment(ref _ended);
    }

    public void OnDetachedEnded(Exchange exchange, in Outcome outcome, long endedUs) => inner?.OnDetachedEnded(exchange, outcome, endedUs);

    /// <summary>To be called with each answer that a client has: waits until as many requests are over.</summary>
    public Task AnsweredAsync()
    {
        var answered = Interlocked.Increment(ref _answered);
        return Eventually.Async(() => Volatile.Read(ref _ended) >= answered, "the request is over for the gateway too");
    }
}
