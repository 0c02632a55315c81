namespace Perdure.Coordination.Sessions;

/// <summary>How a lease is held: when it is renewed, and up to when its holder may rely on it. Pure.</summary>
public static class LeaseTiming
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long before the store's deadline the holder stops relying on a lease: a tenth of its time to live, at least 200 ms. It covers
    /// clocks that differ in rate by up to a tenth, and the time between looking at the clock and acting.
    /// </summary>
    public static TimeSpan Margin(TimeSpan ttl) => ttl / 10 > LeastMargin ? ttl / 10 : LeastMargin;

    /// <summary>How often a lease is renewed: three times in its time to live.</summary>
    public static TimeSpan RenewEvery(TimeSpan ttl) => ttl / 3;

    /// <summary>How long one try of a call may take, so that another fits in before the deadline: a quarter of the time to live.</summary>
    public static TimeSpan TryFor(TimeSpan ttl) => ttl / 4;

    /// <summary>How long to wait after a try that failed: a thirtieth of the time to live.</summary>
    public static TimeSpan RetryAfter(TimeSpan ttl) => ttl / 30;

    /// <summary>
    /// When to look at a deadline next: rounded up, so that a timer does not fire a moment too early again and again, and within a second,
    /// because timers stand still while the machine sleeps and the clock of deadlines does not.
    /// </summary>
    public static TimeSpan LookAfter(TimeProvider clock, long deadline)
    {
        var left = Until(clock, deadline) + TimeSpan.FromMilliseconds(1);
        return left > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The timestamp up to which the holder may rely on a lease whose store deadline is no earlier than <paramref name="deadline"/>.</summary>
    public static long Deadline(TimeProvider clock, long deadline, TimeSpan ttl) => deadline - Ticks(clock, Margin(ttl));

    /// <summary>How long it is until a timestamp; negative when it is past.</summary>
    public static TimeSpan Until(TimeProvider clock, long timestamp) => clock.GetElapsedTime(clock.GetTimestamp(), timestamp);

    /// <summary>A time as a number of timestamps.</summary>
    public static long Ticks(TimeProvider clock, TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
