namespace Perdure.Coordination.Membership;

/// <summary>What a member of a service's group tells about itself. Immutable.</summary>
public sealed record MemberInfo
{
    /// <summary>Where it is reached; at most 256 bytes; null for unsaid.</summary>
    public string? Address { get; init; }

    /// <summary>Its zone; at most 256 bytes; null for unsaid.</summary>
    public string? Zone { get; init; }

    /// <summary>Its version; at most 256 bytes; null for unsaid.</summary>
    public string? Version { get; init; }

    /// <summary>Anything else; at most 4096 bytes; null for nothing.</summary>
    public string? Data { get; init; }
}
