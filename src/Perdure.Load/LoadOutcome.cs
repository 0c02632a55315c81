namespace Perdure.Load;

/// <summary>What became of a request.</summary>
/// <param name="Good">Whether the client got what it asked for.</param>
/// <param name="Reason">Why not: a short text from a small set, since reports count by it; null when good.</param>
public readonly record struct LoadOutcome(bool Good, string? Reason)
{
    /// <summary>The client got what it asked for.</summary>
    public static LoadOutcome Success => new(true, null);

    /// <summary>The client didn't get what it asked for.</summary>
    public static LoadOutcome Failure(string reason) => new(false, reason);
}
