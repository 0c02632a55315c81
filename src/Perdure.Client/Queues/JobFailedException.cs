namespace Perdure.Client.Queues;

/// <summary>
/// Thrown by a handler that knows what is to become of its job. Whatever else it throws is an attempt that failed and is tried again by the
/// queue's back-off, until its attempts are used up.
/// </summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">What went wrong; kept with the job, for people to read.</param>
    /// <param name="cause">Why.</param>
    public JobFailedException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Whether trying again would not help: the job is dead at once.</summary>
    public bool GiveUp { get; init; }

    /// <summary>Not to be tried again before; 0 to 365 days, what is beyond is brought within; null: when the queue's back-off says.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
