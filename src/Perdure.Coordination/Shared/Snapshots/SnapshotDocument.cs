using System.Collections.Immutable;
using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Coordination.Shared.Snapshots;

/// <summary>The last known shared state as it stands in the file.</summary>
internal sealed record SnapshotDocument
{
    public required DateTimeOffset At { get; init; }

    public required long Revision { get; init; }

    /// <summary>What the store holds.</summary>
    public ImmutableArray<SnapshotEntry> Entries { get; init; } = [];

    /// <summary>What is to be written there.</summary>
    public ImmutableArray<PendingChange> Pending { get; init; } = [];

    /// <summary>The texts of the configurations that are in force.</summary>
    public ImmutableArray<ConfigurationDocument> Texts { get; init; } = [];
}
