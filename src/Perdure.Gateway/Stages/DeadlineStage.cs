using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tiers;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Stages;

/// <summary>
/// Refuses what can't be answered in time any more: with less time left than half of the service's recent answers took. Sending it would only burden
/// the service with an answer that nobody takes.
/// </summary>
internal sealed class DeadlineStage(ServiceRuntime service, TierCounters tiers, Stage next) : Stage
{
    // With so much more than needed the clock need not be asked: a body took that long at most to come.
    private const long PlentyMs = 1_000;

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        var neededUs = service.RecentMedian.Us;
        if (neededUs == 0 || exchange.IsUpgrade || exchange.DeadlineMs - exchange.StartedMs > (neededUs / 1_000) + PlentyMs || exchange.RemainingMs * 1_000 >= neededUs)
            return next.RunAsync(exchange);
        tiers.OnShed(exchange.Tier);
        exchange.Trace?.OnShed(ShedReason.Deadline);
        service.Counters.OnTooLate();
        return new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.Shed, Problems.DeadlineTooShort) with { Where = service.Name });
    }
}
