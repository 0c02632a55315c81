namespace Perdure.Coordination.Storage;

/// <summary>What to watch.</summary>
public sealed record WatchQuery
{
    /// <summary>The key, or the beginning of the keys.</summary>
    public required string Key { get; init; }

    /// <summary>Whether <see cref="Key"/> is the beginning of many. Default: false.</summary>
    public bool Prefix { get; init; }

    /// <summary>The first revision that is of interest; 0 for what comes after the watch began. Default: 0.</summary>
    public long FromRevision { get; init; }
}
