namespace Perdure.Coordination.Storage;

/// <summary>What to read.</summary>
public sealed record RangeQuery
{
    /// <summary>The key, or the beginning of the keys.</summary>
    public required string Key { get; init; }

    /// <summary>Whether <see cref="Key"/> is the beginning of many (an empty one: all keys). Default: false.</summary>
    public bool Prefix { get; init; }

    /// <summary>Default: <see cref="ReadConsistency.Linearizable"/>.</summary>
    public ReadConsistency Consistency { get; init; }

    /// <summary>Default: <see cref="RangeOrder.Key"/>.</summary>
    public RangeOrder Order { get; init; }

    /// <summary>At most so many, taken after ordering; 0 for all. Default: 0.</summary>
    public int Limit { get; init; }

    /// <summary>Only keys created at this revision or before; 0 for any. Default: 0.</summary>
    public long MaxCreateRevision { get; init; }

    /// <summary>Leaves the values away. Default: false.</summary>
    public bool KeysOnly { get; init; }

    /// <summary>One key.</summary>
    public static RangeQuery Of(string key) => new() { Key = key };

    /// <summary>All keys that begin so.</summary>
    public static RangeQuery Under(string prefix) => new() { Key = prefix, Prefix = true };
}
