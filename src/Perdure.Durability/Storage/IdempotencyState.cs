namespace Perdure.Durability.Storage;

/// <summary>What became of beginning a request.</summary>
public enum IdempotencyState
{
    /// <summary>It is begun now, and the caller holds it.</summary>
    Started,

    /// <summary>Somebody else has begun it and is at it.</summary>
    InFlight,

    /// <summary>It was finished: here is the answer.</summary>
    Replay,

    /// <summary>The key was used for something else.</summary>
    Mismatch,

    /// <summary>It was in flight when its holder died: it may have taken effect. Never to be repeated blindly.</summary>
    Unknown,
}
