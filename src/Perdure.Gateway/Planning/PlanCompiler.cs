using System.Collections.Immutable;
using Perdure.Gateway.Admission;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Fallbacks;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Hedging;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Idempotency;
using Perdure.Gateway.Limits;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Poison;
using Perdure.Gateway.Routing;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Upstreams;
using Perdure.Model;
using Perdure.Resilience.Balancing;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Deadlines;
using Perdure.Resilience.OutlierDetection;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Planning;

/// <summary>Compiles a system model into a plan, taking the live state over from the plan before. Not thread-safe.</summary>
internal sealed class PlanCompiler(GatewayCore core, TimeProvider time, Action<PoolEvent> observer, FlagSwitches flags)
{
    // Every cache has a number of its own for as long as the process lives.
    private int _caches;

    public GatewayPlan Compile(SystemModel model, GatewayPlan? previous)
    {
        core.Cache.Resize(model.Cache.MaxMemory);
        ImmutableArray<ServiceRuntime> services = [.. model.Services.Select(service => Compile(service, model.Node, previous?.Find(service.Name)))];
        var caches = model.Routes.Where(route => route.Cache is not null).ToDictionary(route => route.Name, route => CacheOf(route, model.Node, previous));
        var routes = model.Routes.Select(route => Compile(route, model, services, caches, previous));
        return new GatewayPlan((previous?.Version ?? 0) + 1, model, services, new RouteTable([.. routes]), time.GetUtcNow())
        {
            Users = new UserPriority(RequestKey.Of(model.Overload.User), core.Salt),
        };
    }

    /// <summary>What serves every request to a service, whatever route or fallback leads to it.</summary>
    private Stage ChainOf(ServiceRuntime service)
    {
        Stage chain = new Attempts(time, core.Detached);
        if (service.Bulkhead is { } bulkhead)
            chain = new AdmissionStage(bulkhead, service, core.Tiers, chain);
        return new DeadlineStage(service, core.Tiers, chain);
    }

    // Who is in flight or waits stays so: only the limits change.
    private BulkheadRuntime? Compile(BulkheadModel? model, BulkheadRuntime? previous, TimedCell? queued)
    {
        if (model is null)
            return null;
        if (previous is null)
            return new BulkheadRuntime(model, core.Clock, time) { Queued = queued };
        previous.Change(model);
        return previous;
    }

    // A stage is there only where the route asks for it: others pay nothing.
    private CompiledRoute Compile(
        RouteModel model, SystemModel system, ImmutableArray<ServiceRuntime> services, Dictionary<string, RouteCache> caches, GatewayPlan? previous)
    {
        var service = services.Single(service => service.Name == model.Service);
        var cache = caches.GetValueOrDefault(model.Name);
        var known = previous?.RouteRuntimes.FirstOrDefault(route => route.Name == model.Name);
        var limit = model.RateLimit is not { } rule ? null
            : known?.Limit is { } same && same.Model == rule ? same
            : new RouteLimit(model.Name, rule, core.Random.Next());
        var bulkhead = Compile(model.Bulkhead, known?.Bulkhead, core.Meters?.QueueOf(MeterTags.Route, model.Name));
        var runtime = new RouteRuntime(model.Name, known?.Counters ?? new RouteCounters(), limit, bulkhead)
        {
            Cache = cache,
            Pace = known?.Pace ?? new ReplayPace(),
            Meter = core.Meters?.ForRoute(model.Name, known?.Meter, model.Tier),
        };
        var chain = ChainOf(service);
        if (caches.Count > 0)
            chain = new InvalidationStage([.. caches.Values], chain);
        if (bulkhead is not null)
            chain = new AdmissionStage(bulkhead, service, core.Tiers, chain);
        var deferral = DeferralOf(model, system, service, runtime, chain);
        var later = deferral is null ? null : new DeferStage(deferral, core, chain);
        chain = later ?? chain;
        if (cache is not null)
            chain = new CacheStage(cache, runtime, core.Detached, time, chain);
        if (system.Flags.FirstOrDefault(flag => flag.Name == model.Flag) is { } flag)
            chain = new FlagStage(flag, flags, runtime, chain);
        if (!model.Fallbacks.IsDefaultOrEmpty)
            chain = new FallbackStage([.. model.Fallbacks.Select(fallback => Compile(fallback, system.Node.Id, cache, services)).OfType<Fallback>()], runtime, chain);
        if (model.Idempotency is { } once)
            chain = Idempotent(once, model.Name, system.Name, service, runtime, later, chain);
        if (limit is not null)
            chain = new RateLimitStage(limit, runtime, chain);
        if (core.HostUsage is not null && system.Overload is not { Cpu: null, Memory: null })
            chain = new GuardStage(core.Guard, core.Tiers, chain);
        return new CompiledRoute(model, service, runtime, chain) { Deferral = deferral };
    }

    private static RouteDeferral? DeferralOf(RouteModel route, SystemModel system, ServiceRuntime service, RouteRuntime runtime, Stage chain) =>
        route.Defer is { } defer && system.Queues.FirstOrDefault(queue => queue.Name == defer.Queue) is { } queue
            ? new RouteDeferral(route.Name, defer, queue, service, runtime.Counters.Defer, runtime.Pace, chain)
            : null;

    private IdempotencyStage Idempotent(IdempotencyModel model, string route, string system, ServiceRuntime service, RouteRuntime runtime, DeferStage? later, Stage chain) => new(
        model, new IdempotencyScope(system, route, model.Caller), core, runtime, time,
        model.ReconcilePath is { } path ? new Reconciler(path, model.MaxBody, core, ChainOf(service)) : null, later, chain);

    private RouteCache CacheOf(RouteModel route, NodeModel node, GatewayPlan? previous)
    {
        var known = previous?.RouteRuntimes.FirstOrDefault(known => known.Name == route.Name)?.Cache;
        return new RouteCache(++_caches, route.Service, route.Cache!, core.Cache, node.Id, known?.Service == route.Service ? known : null);
    }

    private Fallback? Compile(FallbackModel model, string node, RouteCache? cache, ImmutableArray<ServiceRuntime> services)
    {
        if (model.Answer is { } answer)
            return new StaticFallback(answer, node);
        if (model.Service is { } name && services.FirstOrDefault(service => service.Name == name) is { } service)
            return new ServiceFallback(service, model.Path, node, ChainOf(service));
        return model.Stale is { } stale && cache is not null ? new StaleFallback(cache, stale) : null;
    }

    private ServiceRuntime Compile(ServiceModel model, NodeModel node, ServiceRuntime? previous)
    {
        var instances = model.Instances.Select(instance => Compile(model, instance, previous)).ToList();
        var pool = new ServicePool(model.Name, OptionsOf(model, node), instances, previous?.Pool, core.Clock.NowMs, observer);
        var budget = previous is not null && previous.Model.Retry.Budget == model.Retry.Budget
            ? previous.RetryBudget
            : new RetryBudget(new RetryBudgetOptions { Ratio = model.Retry.Budget });
        return new ServiceRuntime(model, pool, budget, previous?.Counters ?? new ServiceCounters())
        {
            Poison = previous?.Poison ?? new ServicePoison(model.Name, core.Log),
            Hedging = ServiceHedging.Of(model.Hedge, previous?.Hedging, time, core.Log),
            Bulkhead = Compile(model.Bulkhead, previous?.Bulkhead, core.Meters?.QueueOf(MeterTags.Service, model.Name)),
            Meter = previous?.Meter ?? core.Meters?.ForService(model.Name),
            RecentMedian = previous?.RecentMedian ?? new RecentMedian(),
        };
    }

    private InstanceOptions Compile(ServiceModel service, InstanceModel instance, ServiceRuntime? previous) => new()
    {
        Id = instance.Id,
        Key = instance.Url.ToString(),
        Zone = instance.Zone,
        Region = instance.Region,
        Weight = instance.Weight,
        Standby = instance.Role == InstanceRole.Standby,
        Endpoint = Reuse(service, instance, previous) ?? new Upstream(instance.Url, service.Protocol, service.Timeouts.Connect, time),
    };

    // Connections outlast a reload as long as they would be made in the same way.
    private static Upstream? Reuse(ServiceModel service, InstanceModel instance, ServiceRuntime? previous) =>
        previous?.Pool.Find(instance.Id)?.Endpoint is Upstream upstream
        && upstream.Url == instance.Url && upstream.Protocol == service.Protocol && upstream.ConnectTimeout == service.Timeouts.Connect
            ? upstream
            : null;

    private static ServicePoolOptions OptionsOf(ServiceModel model, NodeModel node) => new()
    {
        Balancing = new BalancingOptions { Kind = KindOf(model.Balancing.Policy) },
        CircuitBreaker = model.CircuitBreaker.Enabled ? OptionsOf(model.CircuitBreaker, model.Timeouts) : null,
        OutlierDetection = model.OutlierDetection.Enabled ? OptionsOf(model.OutlierDetection) : null,
        SlowStartMs = (long)model.SlowStart.TotalMilliseconds,
        LocalZone = node.Zone,
        LocalRegion = node.Region,
        HealthyAfter = model.HealthCheck?.HealthyAfter ?? 2,
        UnhealthyAfter = model.HealthCheck?.UnhealthyAfter ?? 3,
    };

    private static BalancingKind KindOf(BalancingPolicy policy) => policy switch
    {
        BalancingPolicy.RoundRobin => BalancingKind.RoundRobin,
        BalancingPolicy.LeastRequests => BalancingKind.LeastRequests,
        BalancingPolicy.Random => BalancingKind.Random,
        BalancingPolicy.IpHash => BalancingKind.IpHash,
        BalancingPolicy.ConsistentHash => BalancingKind.ConsistentHash,
        _ => BalancingKind.TwoChoices,
    };

    private static CircuitBreakerOptions OptionsOf(CircuitBreakerModel model, TimeoutsModel timeouts) => new()
    {
        FailureRatio = model.FailureRatio,
        SlowCallMs = (long?)model.SlowCall?.TotalMilliseconds,
        SlowRatio = model.SlowRatio,
        MinimumRequests = model.MinimumRequests,
        WindowMs = (long)model.Window.TotalMilliseconds,
        OpenForMs = (long)model.OpenFor.TotalMilliseconds,
        Probes = model.Probes,
        ProbeTimeoutMs = (long)timeouts.Attempt.TotalMilliseconds,
    };

    private static OutlierDetectionOptions OptionsOf(OutlierDetectionModel model) => new()
    {
        IntervalMs = (long)model.Interval.TotalMilliseconds,
        MinimumRequests = model.MinimumRequests,
        MaxEjected = model.MaxEjected,
        BaseEjectionMs = (long)model.BaseEjection.TotalMilliseconds,
        MaxEjectionMs = (long)model.MaxEjection.TotalMilliseconds,
        ConsecutiveFailures = model.ConsecutiveFailures,
    };
}
