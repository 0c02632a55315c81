namespace Perdure.Model;

/// <summary>What a rate limit counts separately.</summary>
public sealed record RateLimitKey
{
    /// <summary>Each client address for itself.</summary>
    public static readonly RateLimitKey ClientAddress = new() { Source = RateLimitKeySource.ClientAddress };

    /// <summary>Where the key is taken from.</summary>
    public required RateLimitKeySource Source { get; init; }

    /// <summary>The name of the header; null for the other sources.</summary>
    public string? Header { get; init; }
}
