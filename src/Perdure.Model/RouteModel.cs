using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>Which requests go to which service.</summary>
public sealed record RouteModel
{
    /// <summary>The route's name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The requests that it takes.</summary>
    public required RouteMatch Match { get; init; }

    /// <summary>The name of the service that answers them.</summary>
    public required string Service { get; init; }

    /// <summary>The name of the flag that switches it; null means it is always on. Default: null.</summary>
    public string? Flag { get; init; }

    /// <summary>How many requests it takes; null means as many as come. Default: null.</summary>
    public RateLimitModel? RateLimit { get; init; }

    /// <summary>How much its requests matter when there is too much to do. Default: standard.</summary>
    public Tier Tier { get; init; } = Tier.Standard;

    /// <summary>How many of its requests may be in flight at once; null means as many as come. Default: null.</summary>
    public BulkheadModel? Bulkhead { get; init; }

    /// <summary>What is kept of its answers; null means nothing. Default: null.</summary>
    public CacheModel? Cache { get; init; }

    /// <summary>What answers when the service can't, tried in the order written. Default: none.</summary>
    public ImmutableArray<FallbackModel> Fallbacks { get; init; } = [];

    /// <summary>How requests that are repeated with the same key take effect once; null means they are not told apart. Default: null.</summary>
    public IdempotencyModel? Idempotency { get; init; }

    /// <summary>How its requests are accepted to be sent later; null means they are not. Default: null.</summary>
    public DeferModel? Defer { get; init; }

    /// <summary>How well it is meant to serve; null means nothing was promised. Default: null.</summary>
    public ObjectiveModel? Objective { get; init; }
}
