namespace Perdure.Model;

/// <summary>When a flag goes off by itself, and when it comes back.</summary>
public sealed record FlagCondition
{
    /// <summary>The service whose breakers must all be open, so that no instance can be asked; null when <see cref="Shedding"/> is set.</summary>
    public string? Breaker { get; init; }

    /// <summary>The service that must be turning requests away because it has too many; <c>*</c> means any one, or the node itself; null when <see cref="Breaker"/> is set.</summary>
    public string? Shedding { get; init; }

    /// <summary>How long that must last before the flag goes off. Range: 0 to 1 h. Default: 1 s.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it must be over before the flag comes back. Range: 1 s to 24 h. Default: 30 s.</summary>
    public TimeSpan BackAfter { get; init; } = TimeSpan.FromSeconds(30);
}
