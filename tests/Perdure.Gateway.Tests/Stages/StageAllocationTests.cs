using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Admission;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Limits;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tests.Support;
using Perdure.Gateway.Tiers;
using Perdure.Model;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Tests.Stages;

public sealed class StageAllocationTests
{
    [Theory]
    [InlineData(RateLimitKeySource.ClientAddress, RateLimitScope.Node)]
    [InlineData(RateLimitKeySource.Header, RateLimitScope.Node)]
    [InlineData(RateLimitKeySource.Route, RateLimitScope.Node)]
    [InlineData(RateLimitKeySource.ClientAddress, RateLimitScope.Cluster)]
    [InlineData(RateLimitKeySource.Header, RateLimitScope.Cluster)]
    public void Request_within_its_limit_allocates_nothing(RateLimitKeySource source, RateLimitScope scope)
    {
        var model = new RateLimitModel
        {
            Requests = 1_000_000,
            Burst = 1_000_000,
            Key = new RateLimitKey { Source = source, Header = "X-Partner" },
            Scope = scope,
        };
        var limit = new RouteLimit("r", model, 1);
        // The texts of what is left are made once each.
        for (var left = 0; left <= model.Burst; left += 500)
            limit.Value(left);
        var stage = new RateLimitStage(limit, new RouteRuntime("r", new RouteCounters(), limit), new End());

        Assert.Equal(0, AllocatedBy(stage));
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData(null, 99)]
    [InlineData(HashKeySource.Header, 99)]
    [InlineData(HashKeySource.Cookie, 99)]
    public void Request_whose_flag_is_on_allocates_nothing(HashKeySource? source, int percent)
    {
        var flag = new FlagModel { Name = "f", Key = source is { } from ? new HashKey { Source = from, Name = "X-Partner" } : null };
        var switches = new FlagSwitches();
        switches.Set(new Dictionary<string, int> { ["f"] = percent });
        var stage = new FlagStage(flag, switches, new RouteRuntime("r", new RouteCounters(), null), new End());

        Assert.Equal(0, AllocatedBy(stage));
    }

    [Theory]
    [InlineData(true, 1_000)]
    [InlineData(false, 1_000)]
    [InlineData(false, 0)]
    public void Request_through_a_bulkhead_or_turned_away_by_it_allocates_nothing(bool adaptive, int places)
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var model = new BulkheadModel { Adaptive = adaptive, MaxConcurrent = Math.Max(1, places), MinConcurrent = 1, MaxQueued = 0 };
        var bulkhead = new BulkheadRuntime(model, clock, TimeProvider.System);
        var pool = new ServicePool("s", new ServicePoolOptions(), [], null, 0, static _ => { });
        var service = new ServiceRuntime(new ServiceModel { Name = "s" }, pool, new RetryBudget(new RetryBudgetOptions()), new ServiceCounters());
        if (places == 0)
            bulkhead.Bulkhead.TryEnter();
        var tiers = new TierCounters();

        var asked = 0;
        Assert.Equal(0, AllocatedBy(new DeadlineStage(service, tiers, new AdmissionStage(bulkhead, service, tiers, new End())), counted: times => asked += times));
        Assert.Equal(places == 0 ? asked : 0, bulkhead.Snapshot().Shed);
        Assert.Equal(places == 0 ? 1 : 0, bulkhead.Snapshot().InFlight);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    public void Request_that_the_guard_admits_allocates_nothing(double memory)
    {
        var guard = new NodeGuard(NullLogger.Instance);
        for (var at = 1; at <= 5; at++)
            guard.Sample(new HostUsage { Cpus = 1, MemoryBytes = (long)(memory * 1_000), MemoryLimitBytes = 1_000 }, default, at * 200_000);

        Assert.Equal(memory >= 1, guard.Active);
        Assert.Equal(0, AllocatedBy(new GuardStage(guard, new TierCounters(), new End()), exchange =>
        {
            exchange.Tier = Tier.Critical;
            exchange.Users = new UserPriority(RequestKey.Of(new HashKey { Source = HashKeySource.Cookie, Name = "X-Partner" }), new HourSalt(TimeProvider.System));
        }));
    }

    private static long AllocatedBy(Stage stage, Action<Exchange>? prepare = null, Action<int>? counted = null)
    {
        var features = new FeatureCollection();
        var request = new HttpRequestFeature();
        request.Headers["X-Partner"] = "somebody";
        request.Headers.Cookie = "a=b; X-Partner=somebody; c=d";
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        var exchange = new Exchange(new MonotonicClock(TimeProvider.System), new RandomBits(1), TimeProvider.System);
        exchange.Begin(features);
        exchange.Body.Begin(null, present: false, 0);
        exchange.Client = IPAddress.Parse("2001:db8::7");
        prepare?.Invoke(exchange);
        Run(2_000);
        return Allocations.LeastOf(() => Run(1_000));

        void Run(int times)
        {
            counted?.Invoke(times);
            for (; times > 0; times--)
            {
                var running = stage.RunAsync(exchange);
                Assert.True(running.IsCompletedSuccessfully);
                exchange.LeavePlaces();
            }
        }
    }

    private sealed class End : Stage
    {
        public override ValueTask<Outcome> RunAsync(Exchange exchange) => new(Outcome.Answered(200));
    }
}
