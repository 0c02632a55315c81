namespace Perdure.Client.Members;

/// <summary>A member of a group, or what one tells about itself.</summary>
public sealed record MemberInfo
{
    /// <summary>Its id; unique in its group. Set by the nodes, and ignored when joining.</summary>
    public string Id { get; init; } = "";

    /// <summary>Where it is reached; at most 256 bytes; null for unsaid.</summary>
    public string? Address { get; init; }

    /// <summary>Its zone; at most 256 bytes; null for unsaid.</summary>
    public string? Zone { get; init; }

    /// <summary>Its version; at most 256 bytes; null for unsaid.</summary>
    public string? Version { get; init; }

    /// <summary>Anything else; at most 4096 bytes; null for nothing.</summary>
    public string? Data { get; init; }
}
