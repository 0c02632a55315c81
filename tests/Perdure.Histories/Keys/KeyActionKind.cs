namespace Perdure.Histories.Keys;

/// <summary>What is done to a key.</summary>
public enum KeyActionKind
{
    /// <summary>Reads it.</summary>
    Read,

    /// <summary>Writes it.</summary>
    Put,

    /// <summary>Deletes it.</summary>
    Delete,

    /// <summary>Writes it if nobody has changed it since a revision (0: if it does not exist).</summary>
    PutIfModifiedAt,

    /// <summary>Writes it if it is the one that a revision created (0: if it does not exist).</summary>
    PutIfCreatedAt,
}
