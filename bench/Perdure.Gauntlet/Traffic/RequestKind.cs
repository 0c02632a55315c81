namespace Perdure.Gauntlet.Traffic;

/// <summary>What a client asked for.</summary>
public enum RequestKind
{
    /// <summary>Harmless to repeat.</summary>
    Get,

    /// <summary>Must have its effect once, and carries no idempotency key.</summary>
    Post,
}
