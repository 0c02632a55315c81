namespace Perdure.Telemetry.Requests;

/// <summary>Which requests somebody wants to see.</summary>
public sealed record TapFilter
{
    /// <summary>Those of this route alone; null: all.</summary>
    public string? Route { get; init; }

    /// <summary>Those with this status or a higher one. Default: 0, all.</summary>
    public int MinStatus { get; init; }

    /// <summary>A share of them. Range: 0 to 1. Default: 1.</summary>
    public double Sample { get; init; } = 1;
}
