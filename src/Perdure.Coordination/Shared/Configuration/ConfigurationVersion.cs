namespace Perdure.Coordination.Shared.Configuration;

/// <summary>One version of the shared configuration, without its text. Immutable.</summary>
public record ConfigurationVersion
{
    /// <summary>Grows with every change; the first is 1.</summary>
    public required long Version { get; init; }

    /// <summary>SHA-256 of the text in UTF-8, as 64 lower-case hexadecimal digits; empty when <see cref="Withdrawn"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>Who made it.</summary>
    public required string By { get; init; }

    /// <summary>When, on the wall clock of the node that was told.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, in the words of who made it; null for none.</summary>
    public string? Comment { get; init; }

    /// <summary>The earlier version whose text it has again; null when it is no roll-back.</summary>
    public long? RollbackOf { get; init; }

    /// <summary>Whether it says that every node goes back to its own file. It has no text.</summary>
    public bool Withdrawn { get; init; }
}
