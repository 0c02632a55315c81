namespace Perdure.Client.Leases;

/// <summary>The times of a lease's holder. Pure.</summary>
/// <param name="Ttl">How long the store keeps the lease without a renewal.</param>
/// <param name="Grace">How long before the local deadline the holder wants to know that it was lost.</param>
internal readonly record struct LeaseTimes(TimeSpan Ttl, TimeSpan Grace)
{
    private static readonly TimeSpan MarginMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(20);

    /// <summary>Times that leave something to rely upon.</summary>
    /// <exception cref="ArgumentException">The grace is negative or over half of the time to live, or that is not positive.</exception>
    public static LeaseTimes Checked(TimeSpan ttl, TimeSpan grace)
    {
        if (ttl <= TimeSpan.Zero)
            throw new ArgumentException($"The time to live must be 2 s to 5 min, not {ttl}.", nameof(ttl));
        if (grace < TimeSpan.Zero || grace > ttl / 2)
            throw new ArgumentException($"The grace must be between zero and half of the time to live ({ttl / 2}), not {grace}.", nameof(grace));
        return new LeaseTimes(ttl, grace);
    }

    /// <summary>
    /// What the local deadline is earlier than the store's: a tenth of the time to live, at least 200 ms. It covers clocks that differ in
    /// rate by up to a tenth, and the moment between looking at the clock and acting.
    /// </summary>
    public TimeSpan Margin => TimeSpan.FromTicks(Math.Max(MarginMin.Ticks, Ttl.Ticks / 10));

    /// <summary>How long a renewal is good for, counted from before it was sent.</summary>
    public TimeSpan Good => Ttl - Margin;

    /// <summary>How often to renew.</summary>
    public TimeSpan RenewEvery => Ttl / 3;

    /// <summary>The pause after a renewal that failed.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromTicks(Math.Clamp(Ttl.Ticks / 30, RetryMin.Ticks, RetryMax.Ticks));

    /// <summary>How long one node may take to renew, so that another one can be asked in time.</summary>
    public TimeSpan TryFor => Ttl / 4;
}
