namespace Perdure.Coordination.Storage;

/// <summary>How fresh a read must be.</summary>
public enum ReadConsistency
{
    /// <summary>Sees every write that was acknowledged before the read began. Needs the majority of the store. The default.</summary>
    Linearizable,

    /// <summary>Answered by any one member from what it has, which may be old; answers while the majority is lost. Never decide by it.</summary>
    Serializable,
}
