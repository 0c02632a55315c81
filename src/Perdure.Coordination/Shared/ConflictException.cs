namespace Perdure.Coordination.Shared;

/// <summary>Somebody else was first. Nothing was done. The message says who and what to do.</summary>
public sealed class ConflictException(string message) : Exception(message)
{
    /// <summary>The version that stands in the way; null when it is not about versions.</summary>
    public long? Version { get; init; }

    /// <summary>Who made it; null when not known.</summary>
    public string? By { get; init; }
}
