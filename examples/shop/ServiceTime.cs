namespace Shop;

/// <summary>The time that work takes: 2 to 8 ms, waited for and not computed, so that a small machine can run many instances.</summary>
public sealed class ServiceTime(TimeProvider time)
{
    private int _requests;

    /// <summary>Does the work of one request.</summary>
    public Task WorkAsync(CancellationToken cancel) =>
        // Steps of 3 over 7 values visit all of them in turn: varied, and the same in every run.
        Task.Delay(TimeSpan.FromMilliseconds(2 + (uint)Interlocked.Increment(ref _requests) * 3 % 7), time, cancel);
}
