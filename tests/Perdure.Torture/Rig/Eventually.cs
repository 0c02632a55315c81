namespace Perdure.Torture.Rig;

/// <summary>Waits for conditions.</summary>
internal static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <exception cref="TimeoutException">It has not become true in time.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan within, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(began) > within)
                throw new TimeoutException($"not within {within.TotalSeconds} s: {what}");
            await Task.Delay(LookEvery, time);
        }
    }
}
