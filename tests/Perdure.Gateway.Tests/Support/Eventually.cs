namespace Perdure.Gateway.Tests.Support;

/// <summary>Waits for a condition instead of for time.</summary>
internal static class Eventually
{
    public static Task Async(Func<bool> condition, string what, int limitMs = 60_000) =>
        Async(() => Task.FromResult(condition()), what, limitMs);

    public static async Task Async(Func<Task<bool>> condition, string what, int limitMs = 60_000)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(began).TotalMilliseconds > limitMs)
                throw new TimeoutException($"did not happen within {limitMs} ms: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), time);
        }
    }
}
