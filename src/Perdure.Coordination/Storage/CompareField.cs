namespace Perdure.Coordination.Storage;

/// <summary>What a guard looks at. A key that does not exist has zero in every number and an empty value.</summary>
public enum CompareField
{
    /// <summary>The revision that created the key; 0 means that it does not exist.</summary>
    CreateRevision,

    /// <summary>The revision of its last change.</summary>
    ModRevision,

    /// <summary>How often it was written since it was created.</summary>
    Version,

    /// <summary>What it holds, compared byte by byte. False, whatever the relation, when the key does not exist.</summary>
    Value,

    /// <summary>The lease that it is bound to.</summary>
    Lease,
}
