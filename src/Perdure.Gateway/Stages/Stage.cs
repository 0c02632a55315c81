using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Stages;

/// <summary>
/// One step of a route's chain. A stage is composed with the next one when the configuration loads and is shared by all requests of
/// the route, so it holds no state of a request. Thread-safe.
/// </summary>
public abstract class Stage
{
    /// <summary>Takes the exchange further and says how it ended; exceptions are for mistakes in the program only.</summary>
    public abstract ValueTask<Outcome> RunAsync(Exchange exchange);
}
