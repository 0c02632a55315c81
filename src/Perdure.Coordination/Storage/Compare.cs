namespace Perdure.Coordination.Storage;

/// <summary>One guard of a transaction.</summary>
/// <param name="Key">The key it looks at.</param>
/// <param name="Field">What of the key.</param>
/// <param name="Relation">How it compares.</param>
/// <param name="Number">The operand for every field but the value.</param>
/// <param name="Value">The operand for the value.</param>
public sealed record Compare(string Key, CompareField Field, CompareRelation Relation, long Number, ReadOnlyMemory<byte> Value)
{
    /// <summary>Holds while the key does not exist.</summary>
    public static Compare Absent(string key) => new(key, CompareField.CreateRevision, CompareRelation.Equal, 0, default);

    /// <summary>Holds while the key exists.</summary>
    public static Compare Exists(string key) => new(key, CompareField.CreateRevision, CompareRelation.Greater, 0, default);

    /// <summary>Holds while the key is the one that this revision created: the check of a fencing token.</summary>
    public static Compare CreatedAt(string key, long revision) => new(key, CompareField.CreateRevision, CompareRelation.Equal, revision, default);

    /// <summary>Holds while nobody has changed the key since this revision (0: while it does not exist).</summary>
    public static Compare ModifiedAt(string key, long revision) => new(key, CompareField.ModRevision, CompareRelation.Equal, revision, default);

    /// <summary>Holds while the key exists and holds exactly this.</summary>
    public static Compare Holds(string key, ReadOnlyMemory<byte> value) => new(key, CompareField.Value, CompareRelation.Equal, 0, value);
}
