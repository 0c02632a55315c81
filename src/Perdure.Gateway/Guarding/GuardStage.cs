using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tiers;

namespace Perdure.Gateway.Guarding;

/// <summary>Turns requests away while the node has too much to do itself; the outermost stage, so that nothing is done for them.</summary>
internal sealed class GuardStage(NodeGuard guard, TierCounters tiers, Stage next) : Stage
{
    // Long enough for the load to have changed; shorter would only add to it.
    private const long RetryAfterMs = 2_000;

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        if (!guard.Active || guard.Admits(exchange.Priority))
            return next.RunAsync(exchange);
        tiers.OnShed(exchange.Tier);
        exchange.Trace?.OnShedByGuard();
        return new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.Shed, Problems.Overloaded) with { RetryAfterMs = RetryAfterMs });
    }
}
