namespace Perdure.Console.Configuration;

/// <summary>One version of the shared configuration, without its text.</summary>
public sealed record ConfigurationVersion
{
    /// <summary>Counts up from 1.</summary>
    public required long Version { get; init; }

    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>How long the text is, in bytes of UTF-8.</summary>
    public required int Bytes { get; init; }

    /// <summary>Who applied it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What they said about it.</summary>
    public string? Comment { get; init; }

    /// <summary>The version whose text this one brought back; null when it is a text of its own.</summary>
    public long? RollbackOf { get; init; }
}
