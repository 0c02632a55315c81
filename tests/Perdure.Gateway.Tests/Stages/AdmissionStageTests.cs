using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Admission;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tests.Support;
using Perdure.Gateway.Tiers;
using Perdure.Model;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Tests.Stages;

public sealed class AdmissionStageTests : IDisposable
{
    private readonly CancellationTokenSource _client = new();
    private readonly MonotonicClock _clock = new(TimeProvider.System);

    // The body was read with a timer for the attempt, which is still armed when it turns out that there is no place.
    [Fact]
    public async Task Timer_that_fired_before_the_wait_does_not_pass_for_a_client_that_has_gone()
    {
        var (stage, bulkhead, exchange) = Saturated();
        exchange.Timer.Arm(CancelCause.AttemptTimedOut, 1);
        await Eventually.Async(() => exchange.Timer.Cause == CancelCause.AttemptTimedOut, "it has fired");

        var running = stage.RunAsync(exchange);
        bulkhead.Bulkhead.Leave(_clock.NowUs);
        var outcome = await running;

        Assert.Equal(OutcomeKind.Answered, outcome.Kind);
        Assert.Equal(1, bulkhead.Snapshot().InFlight);
        exchange.End();
        Assert.Equal(0, bulkhead.Snapshot().InFlight);
    }

    [Fact]
    public async Task Client_that_had_gone_before_the_wait_waits_for_nothing()
    {
        var (stage, bulkhead, exchange) = Saturated();
        await _client.CancelAsync();

        var outcome = await stage.RunAsync(exchange);

        Assert.Equal(OutcomeKind.ClientGone, outcome.Kind);
        Assert.Equal((1, 0), (bulkhead.Snapshot().InFlight, bulkhead.Snapshot().Queued));
    }

    public void Dispose() => _client.Dispose();

    private (AdmissionStage Stage, BulkheadRuntime Bulkhead, Exchange Exchange) Saturated()
    {
        var bulkhead = new BulkheadRuntime(new BulkheadModel { MaxConcurrent = 1, QueueTimeout = TimeSpan.FromSeconds(30) }, _clock, TimeProvider.System);
        bulkhead.Bulkhead.TryEnter();
        var pool = new ServicePool("s", new ServicePoolOptions(), [], null, 0, static _ => { });
        var service = new ServiceRuntime(new ServiceModel { Name = "s" }, pool, new RetryBudget(new RetryBudgetOptions()), new ServiceCounters());
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = _client.Token });
        var exchange = new Exchange(_clock, new RandomBits(1), TimeProvider.System);
        exchange.Begin(features);
        exchange.Body.Begin(null, present: false, 0);
        exchange.DeadlineMs = _clock.NowMs + 60_000;
        return (new AdmissionStage(bulkhead, service, new TierCounters(), new End()), bulkhead, exchange);
    }

    private sealed class End : Stage
    {
        public override ValueTask<Outcome> RunAsync(Exchange exchange) => new(Outcome.Answered(200));
    }
}
