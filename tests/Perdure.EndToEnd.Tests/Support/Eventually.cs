namespace Perdure.EndToEnd.Tests.Support;

/// <summary>Waits for a condition.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Far beyond what anything here takes: it ends a test that hangs, it measures nothing.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var time = TimeProvider.System;
        var since = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(since) > (within ?? Deadline)) Assert.Fail($"not within {(within ?? Deadline).TotalSeconds} s: {what}");
            await Task.Delay(Pause, time);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);
}
