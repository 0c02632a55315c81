namespace Perdure.Model;

/// <summary>One thing to answer with when the service can't: exactly one of its three kinds.</summary>
public sealed record FallbackModel
{
    /// <summary>A stale answer of the route's cache, if it is not older than this beyond its freshness; null for the other kinds.</summary>
    public TimeSpan? Stale { get; init; }

    /// <summary>The service to ask instead; null for the other kinds.</summary>
    public string? Service { get; init; }

    /// <summary>The path and query to ask <see cref="Service"/> for; null means the request's own.</summary>
    public string? Path { get; init; }

    /// <summary>A fixed answer; null for the other kinds.</summary>
    public StaticAnswer? Answer { get; init; }
}
