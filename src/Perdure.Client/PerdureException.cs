namespace Perdure.Client;

/// <summary>A node of Perdure did not do what it was asked for, or could not be asked. The message says what to do next.</summary>
public sealed class PerdureException : Exception
{
    /// <summary>Creates one.</summary>
    public PerdureException(PerdureFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    /// <summary>What the caller can do about it.</summary>
    public PerdureFailure Failure { get; }

    /// <summary>The HTTP status that was answered; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>type</c> of the problem that was answered (RFC 9457), such as <c>urn:perdure:problem:store-lost</c>; null without one.</summary>
    public string? ProblemType { get; init; }

    /// <summary>Whether trying again may help by itself.</summary>
    public bool IsTransient => Failure is PerdureFailure.Unavailable or PerdureFailure.UnknownOutcome or PerdureFailure.Full;
}
