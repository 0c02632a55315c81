using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>routes</c>.</summary>
internal static class RouteShape
{
    private static readonly Key<string> Name = new("name", Texts.Name, "The route's name, unique in the file.") { Required = true };

    private static readonly Key<RouteMatch> Match = new(
        "match", RouteMatchShape.Shape, "The requests that it takes: those for which every condition holds.")
    {
        Required = true,
    };

    private static readonly Key<string> Service = new("service", Texts.Name, "The service that answers them.") { Required = true };

    private static readonly Key<RateLimitModel> RateLimit = new(
        "rateLimit", RateLimitShape.Shape, "How many requests it takes; those beyond are answered 429.")
    {
        DefaultInWords = "none: as many as come",
    };

    private static readonly Key<string> Flag = new(
        "flag", Texts.Name, "The feature flag that switches the route; while it is off, the fallback answers, or 503.")
    {
        DefaultInWords = "none: always on",
    };

    private static readonly Key<Tier> Tier = new(
        "tier",
        Choices.Of([("critical", Model.Tier.Critical), ("standard", Model.Tier.Standard), ("optional", Model.Tier.Optional)]),
        "How much its requests matter when there is too much to do: optional ones are turned away first, critical ones last.")
    {
        Default = "standard",
    };

    private static readonly Key<BulkheadModel> Bulkhead = new(
        "bulkhead", BulkheadShape.Shape, "How many of its requests may be in flight at once, besides the bulkhead of the service.")
    {
        DefaultInWords = "none: as many as come",
    };

    private static readonly Key<CacheModel> Cache = new(
        "cache", CacheShape.Shape, "Keeps answers to GET and serves them again, stale ones too while the service can't answer.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<ImmutableArray<FallbackModel>> Fallback = new(
        "fallback",
        new ListShape<FallbackModel>("a list of fallbacks", FallbackShape.Shape, 1, 10),
        "What answers when the service can't, in the order written.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<IdempotencyModel> Idempotency = new(
        "idempotency", IdempotencyShape.Shape, "Makes a repeated request with the same Idempotency-Key take effect once.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<DeferModel> Defer = new(
        "defer", DeferShape.Shape, "Accepts requests while the service is away, and sends them later.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<ObjectiveModel> Objective = new(
        "objective", ObjectiveShape.Shape, "How well it is meant to serve. What it misses is its error budget, and alerts fire when that burns.")
    {
        DefaultInWords = "none",
    };

    public static MappingShape<RouteModel> Shape { get; } = new(
        [
            Name, Match, Service, Tier, Cache, RateLimit, Bulkhead, Flag, Fallback, Idempotency, Defer, Objective,
        ],
        v => new RouteModel
        {
            Name = v.Get(Name),
            Match = v.Get(Match),
            Service = v.Get(Service),
            Flag = v.Find(Flag),
            RateLimit = v.Find(RateLimit),
            Tier = v.Get(Tier),
            Bulkhead = v.Find(Bulkhead),
            Cache = v.Find(Cache),
            Fallbacks = v.Get(Fallback),
            Idempotency = v.Find(Idempotency),
            Defer = v.Find(Defer),
            Objective = v.Find(Objective),
        });
}
