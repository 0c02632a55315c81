using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Planning;
using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>A route of the gateway as the admin API shows it.</summary>
internal static class RouteView
{
    /// <summary>The picture of one route.</summary>
    public static RouteStatus Of(RouteModel model, RouteRuntime route)
    {
        var (counters, cache) = (route.Counters, route.Counters.Cache);
        return new RouteStatus
        {
            Name = model.Name,
            Service = model.Service,
            Tier = KebabCase.Of(model.Tier),
            Flag = model.Flag,
            Limited = counters.Limited,
            FlaggedOff = counters.FlaggedOff,
            Fallbacks = counters.Fallbacks,
            StaleServed = counters.StaleServed,
            Defer = model.Defer is { } defer ? Of(defer, counters.Defer) : null,
            Bulkhead = OverloadView.Bulkhead(route.Bulkhead?.Snapshot()),
            Cache = model.Cache is null ? null : new CacheStatus
            {
                Hits = cache.Hits,
                Misses = cache.Misses,
                Refreshing = cache.Refreshing,
                Revalidated = cache.Revalidated,
                Shared = cache.Shared,
                Passed = cache.Passed,
                Stored = cache.Stored,
            },
            Idempotency = model.Idempotency is null ? null : Of(counters.Idempotency),
        };
    }

    private static IdempotencyStatus Of(IdempotencyCounters counters) => new()
    {
        Executed = counters.Executed,
        Replayed = counters.Replayed,
        Refused = counters.Refused,
        InFlight = counters.InFlight,
        Unknown = counters.Unknown,
        Reconciled = counters.Reconciled,
        Freed = counters.Freed,
        StoreLost = counters.StoreLost,
    };

    private static DeferStatus Of(DeferModel model, DeferCounters counters) => new()
    {
        Queue = model.Queue,
        When = KebabCase.Of(model.When),
        Accepted = counters.Accepted,
        Refused = counters.Refused,
        Answered = counters.Answered,
        Failed = counters.Failed,
        Dead = counters.Dead,
        Unreadable = counters.Unreadable,
        Postponed = counters.Postponed,
    };
}
