namespace Perdure.Gauntlet.Hosts;

/// <summary>Waiting for a condition, with a limit.</summary>
public static class Until
{
    /// <summary>Asks <paramref name="condition"/> every <paramref name="every"/> (default 20 ms); false when it didn't hold in time.</summary>
    public static async Task<bool> TrueAsync(
        Func<ValueTask<bool>> condition, TimeSpan within, TimeProvider time, CancellationToken cancel, TimeSpan? every = null)
    {
        var since = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(since) > within) return false;
            await Task.Delay(every ?? TimeSpan.FromMilliseconds(20), time, cancel);
        }
        return true;
    }
}
