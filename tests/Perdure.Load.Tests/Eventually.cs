namespace Perdure.Load.Tests;

/// <summary>Waits for what happens on other threads or in other processes.</summary>
internal static class Eventually
{
    /// <summary>Polls until <paramref name="condition"/> holds; the test fails when it doesn't within 60 s.</summary>
    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="Holds(Func{bool}, string)"/>
    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        var time = TimeProvider.System;
        var since = time.GetTimestamp();
        while (!await condition())
        {
            Assert.True(time.GetElapsedTime(since) < TimeSpan.FromSeconds(60), $"not within 60 s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        }
    }
}
