namespace Perdure.Console.Configuration;

/// <summary>One version of the shared configuration, without its text.</summary>
public sealed record VersionStatus
{
    /// <summary>Counts up from 1.</summary>
    public required long Version { get; init; }

    /// <summary>SHA-256 of the text, in hexadecimal; empty when <see cref="Withdrawn"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>Who applied it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What they said about it.</summary>
    public string? Comment { get; init; }

    /// <summary>The version whose text this one brought back; null when it is a text of its own.</summary>
    public long? RollbackOf { get; init; }

    /// <summary>Whether it has every node go back to its own file.</summary>
    public bool Withdrawn { get; init; }
}
