namespace Perdure.Durability.Storage;

/// <summary>What became of a write.</summary>
public enum CheckpointOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The current checkpoint is not as the condition wants it; nothing was done.</summary>
    PreconditionFailed,

    /// <summary>A later holder has written already; nothing was done, and this one should stop.</summary>
    Fenced,
}
