namespace Perdure.Coordination.Shared.Configuration;

/// <summary>A version of the shared configuration with its text. Immutable.</summary>
public sealed record AppliedConfiguration : ConfigurationVersion
{
    /// <summary>The system file as it was given, <c>${NAME}</c> unexpanded: each node puts in its own values.</summary>
    public required string Text { get; init; }
}
