using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Observing;

/// <summary>Is told of single requests by the threads that serve them. Everything here returns at once, blocks nothing and does not throw. Thread-safe.</summary>
public interface IRequestObserver
{
    /// <summary>What is wanted of requests that begin now. Read once for each.</summary>
    RequestInterest Interest { get; }

    /// <summary>
    /// A request has ended: its answer is written, or its client is gone. Called once for each request of which something was wanted when it began, also when no route
    /// matched. Nothing of the exchange may be held afterwards but its texts.
    /// </summary>
    /// <param name="exchange">The request and what is known of its answer.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="endedUs">When, on the exchange's clock.</param>
    void OnEnded(Exchange exchange, in Outcome outcome, long endedUs);

    /// <summary>
    /// The same of what no client waited for: a look behind a stale answer, a request that had been accepted to be sent later. Default: nothing is done.
    /// </summary>
    /// <param name="exchange">What was sent, and what is known of its answer.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="endedUs">When, on the exchange's clock.</param>
    void OnDetachedEnded(Exchange exchange, in Outcome outcome, long endedUs)
    {
    }
}
