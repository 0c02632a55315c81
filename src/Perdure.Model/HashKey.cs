namespace Perdure.Model;

/// <summary>The part of a request that consistent hashing hashes.</summary>
public sealed record HashKey
{
    /// <summary>Where the key is taken from.</summary>
    public required HashKeySource Source { get; init; }

    /// <summary>The name of the header or cookie; null for the path.</summary>
    public string? Name { get; init; }
}
