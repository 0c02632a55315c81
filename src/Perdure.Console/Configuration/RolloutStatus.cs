namespace Perdure.Console.Configuration;

/// <summary>A configuration on its way from node to node.</summary>
public sealed record RolloutStatus
{
    /// <summary>The version that is rolled out.</summary>
    public required long Version { get; init; }

    /// <summary>The version that nodes come from and go back to; 0 for their own files.</summary>
    public long From { get; init; }

    /// <summary><c>running</c>, <c>done</c>, <c>stopped</c> or <c>superseded</c>.</summary>
    public required string State { get; init; }

    /// <summary>The nodes, in the order in which they get it.</summary>
    public required IReadOnlyList<string> Order { get; init; }

    /// <summary>The one that is being changed or watched; null between two.</summary>
    public string? Node { get; init; }

    /// <summary>Those that have got it and were watched.</summary>
    public required IReadOnlyList<string> Done { get; init; }

    /// <summary>How long each node is watched before the next one gets it, in seconds.</summary>
    public double PauseSeconds { get; init; }

    /// <summary>By how much the share of failed requests may rise, 0 to 1.</summary>
    public double ErrorRatioIncreaseMax { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Reason { get; init; }
}
