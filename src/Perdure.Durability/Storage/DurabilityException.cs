namespace Perdure.Durability.Storage;

/// <summary>The store did not do what it was asked for. The message names the place and says what to do.</summary>
public sealed class DurabilityException(DurabilityFailure failure, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What the caller can do about it.</summary>
    public DurabilityFailure Failure { get; } = failure;

    /// <summary>Whether waiting may help by itself: the store was not reached, is full, or the outcome is not known.</summary>
    public bool IsTransient => Failure is DurabilityFailure.Unavailable or DurabilityFailure.UnknownOutcome or DurabilityFailure.Full;
}
