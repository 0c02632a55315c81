namespace Perdure.Model;

/// <summary>
/// How many requests a route takes: a token bucket for each key, that holds <see cref="Burst"/> requests and is filled with
/// <see cref="Requests"/> per <see cref="Per"/>. In any span of time t it lets at most burst + requests × t / per through.
/// </summary>
public sealed record RateLimitModel
{
    /// <summary>Requests per <see cref="Per"/> that can go on for ever. Range: 1 to 1,000,000.</summary>
    public required int Requests { get; init; }

    /// <summary>The time in which <see cref="Requests"/> are allowed. Range: 1 s to 24 h. Default: 1 s.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests that may come all at once after a rest. Range: 1 to 1,000,000. Default: <see cref="Requests"/>.</summary>
    public required int Burst { get; init; }

    /// <summary>What is counted separately. Default: the client's address.</summary>
    public RateLimitKey Key { get; init; } = RateLimitKey.ClientAddress;

    /// <summary>Whether each node counts for itself or all nodes count together. Default: each for itself.</summary>
    public RateLimitScope Scope { get; init; } = RateLimitScope.Node;
}
