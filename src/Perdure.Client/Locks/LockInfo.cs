namespace Perdure.Client.Locks;

/// <summary>A lock.</summary>
public sealed record LockInfo
{
    /// <summary>Its name.</summary>
    public string Lock { get; init; } = "";

    /// <summary>Who holds it; null while it is free.</summary>
    public string? Owner { get; init; }

    /// <summary>The holder's fencing token; 0 while it is free.</summary>
    public long Token { get; init; }

    /// <summary>How many wait for it.</summary>
    public int Waiting { get; init; }
}
