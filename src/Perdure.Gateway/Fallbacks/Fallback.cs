using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Fallbacks;

/// <summary>One thing that may answer when the service can't. Shared by all requests of its route. Thread-safe.</summary>
internal abstract class Fallback
{
    /// <summary>
    /// Whether it comes into question in place of an answer of the service that counts as a failure. Asked before the service is: what nothing can
    /// replace goes to the client in the service's own words.
    /// </summary>
    public abstract bool MayReplaceAnswer(Exchange exchange);

    /// <summary>Whether it can be tried for this request after this outcome.</summary>
    public abstract bool CanTry(Exchange exchange, in Outcome failed);

    /// <summary>
    /// Tries to answer; nothing has been sent to the client. An outcome with a problem means that it could not, and that still nothing was sent.
    /// </summary>
    public abstract ValueTask<Outcome> AnswerAsync(Exchange exchange, Outcome failed);
}
