using Perdure.Gateway.Answers;

namespace Perdure.Gateway.Exchanges;

/// <summary>
/// What a stage returns: a value, never an exception, also when nothing could be served. When <see cref="Problem"/> is set, nothing
/// has been sent to the client yet and the outermost stage answers with it.
/// </summary>
/// <param name="Kind">How the request ended.</param>
/// <param name="Status">The status that the client was or will be given; 0 when there is none.</param>
/// <param name="Problem">What to tell the client, or null when it already has an answer or is gone.</param>
public readonly record struct Outcome(OutcomeKind Kind, int Status, Problem? Problem)
{
    /// <summary>Milliseconds after which the client may try again; 0 when that cannot be said.</summary>
    public long RetryAfterMs { get; init; }

    /// <summary>Where in the plan it went wrong: the service's name, or null.</summary>
    public string? Where { get; init; }

    /// <summary>What the last attempt met, in the words of RFC 9209, when it says more than the problem itself; or null.</summary>
    public string? Details { get; init; }

    /// <summary>The status of the service's answer that was held back, or 0.</summary>
    public int ServiceStatus { get; init; }

    internal static Outcome Answered(int status) => new(OutcomeKind.Answered, status, null);

    internal static Outcome CutShort(int status) => new(OutcomeKind.CutShort, status, null);

    internal static Outcome Degraded(int status) => new(OutcomeKind.Degraded, status, null);

    internal static readonly Outcome ClientGone = new(OutcomeKind.ClientGone, 0, null);

    internal static Outcome Failed(OutcomeKind kind, Problem problem) => new(kind, problem.Status, problem);
}
