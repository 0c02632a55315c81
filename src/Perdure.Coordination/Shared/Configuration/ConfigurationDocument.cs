namespace Perdure.Coordination.Shared.Configuration;

/// <summary>A version of the configuration in the store: with its text in the history, without it as the current one.</summary>
internal sealed record ConfigurationDocument : ChangeStamp
{
    public required long Version { get; init; }

    public string Digest { get; init; } = "";

    public string? Comment { get; init; }

    public long? RollbackOf { get; init; }

    public bool Withdrawn { get; init; }

    public string? Text { get; init; }

    public ConfigurationVersion ToVersion() => new()
    {
        Version = Version, Digest = Digest, By = By, At = At, Comment = Comment, RollbackOf = RollbackOf, Withdrawn = Withdrawn,
    };

    /// <summary>Null when it says that the configuration was withdrawn, or has no text.</summary>
    public AppliedConfiguration? ToApplied() => Withdrawn || Text is null
        ? null
        : new AppliedConfiguration
        {
            Version = Version, Digest = Digest, By = By, At = At, Comment = Comment, RollbackOf = RollbackOf, Text = Text,
        };
}
