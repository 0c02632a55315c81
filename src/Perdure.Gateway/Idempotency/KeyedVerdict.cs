namespace Perdure.Gateway.Idempotency;

/// <summary>What becomes of a record when its request has ended.</summary>
internal enum KeyedVerdict
{
    /// <summary>The answer is kept with it.</summary>
    Keep,

    /// <summary>Nothing was done: the key is free again.</summary>
    Free,

    /// <summary>The service is done with it and did not say what it has done: unknown from now on.</summary>
    LetGo,

    /// <summary>The service may still be at it: unknown when the lease has run out.</summary>
    Leave,
}
