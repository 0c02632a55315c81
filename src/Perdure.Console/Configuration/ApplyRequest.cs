namespace Perdure.Console.Configuration;

/// <summary>A configuration that somebody wants on all nodes.</summary>
public sealed record ApplyRequest
{
    /// <summary>A whole system file.</summary>
    public required string Text { get; init; }

    /// <summary>What it is called in the diff, such as the name of the file.</summary>
    public string Name { get; init; } = "the text to apply";

    /// <summary>Who applies it.</summary>
    public required string By { get; init; }

    /// <summary>What they say about it.</summary>
    public string? Comment { get; init; }

    /// <summary>The version that must be the current one, 0 for none; null for whatever it is.</summary>
    public long? Expected { get; init; }

    /// <summary>Only checks and compares.</summary>
    public bool DryRun { get; init; }

    /// <summary>How it is rolled out; null for all nodes at once.</summary>
    public StagedRequest? Staged { get; init; }
}
