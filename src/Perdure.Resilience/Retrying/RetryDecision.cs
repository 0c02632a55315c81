namespace Perdure.Resilience.Retrying;

/// <summary>
/// Whether an attempt may be followed by another. Source of the commit rule: gRPC A6 (transparent retry only when nothing reached the application);
/// RFC 9110 §9.2.2 (only idempotent requests may be repeated when they may have been processed).
/// </summary>
public static class RetryDecision
{
    /// <summary>Decides. Pure; the budget and the deadline are the caller's.</summary>
    /// <param name="cause">Why the attempt did not end well.</param>
    /// <param name="status">The status answered, when <paramref name="cause"/> is <see cref="AttemptCause.Status"/>.</param>
    /// <param name="rules">What is configured.</param>
    /// <param name="idempotent">Whether the request may be executed twice (by its method, or by an Idempotency-Key).</param>
    /// <param name="replayable">Whether what was sent of the body is still held.</param>
    /// <param name="sentAttempts">Attempts on which something was sent so far.</param>
    public static RetryVerdict Decide(AttemptCause cause, int status, RetryRules rules, bool idempotent, bool replayable, int sentAttempts)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (cause == AttemptCause.ConnectFailure)
            return rules.OnConnectFailure ? RetryVerdict.RetryFree : RetryVerdict.GiveUp("retries on connect failures are off");
        if (!replayable) return RetryVerdict.GiveUp("the body can't be sent again");
        if (!Covers(rules, cause, status)) return RetryVerdict.GiveUp("the rules do not cover it");
        if (!idempotent) return RetryVerdict.GiveUp("it may have been executed and is not idempotent");
        return sentAttempts < rules.Attempts ? RetryVerdict.Retry : RetryVerdict.GiveUp("all attempts are used up");
    }

    private static bool Covers(RetryRules rules, AttemptCause cause, int status) => cause switch
    {
        AttemptCause.Reset => rules.OnReset,
        AttemptCause.Timeout => rules.OnTimeout,
        AttemptCause.Status => rules.Statuses.Contains(status),
        _ => false,
    };
}
