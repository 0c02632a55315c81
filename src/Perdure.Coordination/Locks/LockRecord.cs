namespace Perdure.Coordination.Locks;

/// <summary>A lock at one revision of the store. Immutable.</summary>
public sealed record LockRecord
{
    /// <summary>The lock.</summary>
    public required string Name { get; init; }

    /// <summary>Who holds it; null while it is free.</summary>
    public required string? Owner { get; init; }

    /// <summary>The holder's fencing token; 0 while it is free.</summary>
    public required long Token { get; init; }

    /// <summary>How many wait for it.</summary>
    public required int Waiting { get; init; }

    /// <summary>The revision of the store that was read.</summary>
    public required long Revision { get; init; }
}
