namespace Perdure.Console.Configuration;

/// <summary>Which configuration this node runs, and whether that is what it should run.</summary>
public sealed record FollowStatus
{
    /// <summary>The version in force here; 0 while the node runs its own file.</summary>
    public long Version { get; init; }

    /// <summary>The version that it should run; 0 for its own file.</summary>
    public long Target { get; init; }

    /// <summary>Why it runs something else, and what to do; null while it does not.</summary>
    public string? Problem { get; init; }
}
