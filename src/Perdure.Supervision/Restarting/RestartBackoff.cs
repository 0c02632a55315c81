namespace Perdure.Supervision.Restarting;

/// <summary>Exponential back-off with jitter and a cap for one process. Pure; not thread-safe.</summary>
internal sealed class RestartBackoff(RestartBackoffOptions options)
{
    private int _endsInARow;

    /// <summary>The wait before the next start.</summary>
    /// <param name="ran">How long the process ran before it ended.</param>
    /// <param name="unit">A random number in [0, 1).</param>
    public TimeSpan Next(TimeSpan ran, double unit)
    {
        if (ran >= options.ResetAfter) _endsInARow = 0;
        // 2^30 times any base is over any sensible cap; more would overflow.
        var wait = Math.Min(options.Cap.TotalMilliseconds, options.Base.TotalMilliseconds * (1L << Math.Min(_endsInARow, 30)));
        _endsInARow++;
        // Jitter only shortens, so that the cap is one.
        return TimeSpan.FromMilliseconds(wait * (1 - options.Jitter * unit));
    }
}
