namespace Perdure.Coordination.Storage;

/// <summary>The store did not do what it was asked for. The message names the endpoint and says what to do.</summary>
public sealed class CoordinationException(CoordinationFailure failure, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What the caller can do about it.</summary>
    public CoordinationFailure Failure { get; } = failure;

    /// <summary>With <see cref="CoordinationFailure.Compacted"/>: the oldest revision that can still be watched from. Otherwise 0.</summary>
    public long CompactRevision { get; init; }

    /// <summary>Whether waiting may help by itself: the store was not reached, or the outcome is not known.</summary>
    public bool IsTransient => Failure is CoordinationFailure.Unavailable or CoordinationFailure.UnknownOutcome;
}
