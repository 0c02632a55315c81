using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Tracing;

/// <summary>Notes the attempts of a request whose trace is kept, perhaps. Costs a look while nobody keeps traces.</summary>
internal static class AttemptTrace
{
    /// <summary>An attempt begins; what is sent from now on carries it.</summary>
    public static void Begin(Exchange exchange, ServiceRuntime service, in Selection selection, bool hedge, long nowUs)
    {
        if (exchange.Trace is { } trace)
            exchange.Attempt = trace.OnAttempt(service, selection, hedge, nowUs);
    }

    /// <summary>The attempt that the exchange carries has ended.</summary>
    public static void End(Exchange exchange, in UpstreamAnswer answer, AttemptResult result, long nowUs) => exchange.Attempt?.End(answer, result, nowUs);
}
