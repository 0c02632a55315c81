namespace Perdure.Resilience.Retrying;

/// <summary>The decision about a retry.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">Why not, when giving up; otherwise null.</param>
public readonly record struct RetryVerdict(RetryAction Action, string? Reason)
{
    /// <summary>Send again, on the budget.</summary>
    public static RetryVerdict Retry => new(RetryAction.Retry, null);

    /// <summary>Go on to another instance, free of charge.</summary>
    public static RetryVerdict RetryFree => new(RetryAction.RetryFree, null);

    /// <summary>Do not send again.</summary>
    public static RetryVerdict GiveUp(string reason) => new(RetryAction.GiveUp, reason);
}
