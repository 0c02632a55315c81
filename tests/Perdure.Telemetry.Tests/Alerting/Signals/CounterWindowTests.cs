using Perdure.Telemetry.Alerting.Signals;

namespace Perdure.Telemetry.Tests.Alerting.Signals;

public sealed class CounterWindowTests
{
    [Fact]
    public void Delta_is_that_of_the_last_while()
    {
        var window = new CounterWindow(1, 10_000);
        for (var second = 0; second <= 30; second++)
            window.Add(second * 1_000, [second * 5]);

        Assert.Equal(50, window.Delta(0));
    }

    [Fact]
    public void Window_that_is_not_full_counts_from_the_first_look()
    {
        var window = new CounterWindow(2, 60_000);
        window.Add(0, [100, 7]);
        Assert.Equal(0, window.Sum());

        window.Add(1_000, [103, 8]);
        Assert.Equal((3, 1, 4), (window.Delta(0), window.Delta(1), window.Sum()));
    }

    [Fact]
    public void Counter_that_fell_begins_anew()
    {
        var window = new CounterWindow(1, 60_000);
        window.Add(0, [100]);
        window.Add(1_000, [2]);
        window.Add(2_000, [5]);

        Assert.Equal(3, window.Delta(0));
    }

    // Whatever the looks are, the window is as long as asked for, and at most a slot longer; and what it counts is between what both ends say.
    [Fact]
    public void Any_looks_count_what_happened_meanwhile()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var overMs = 1_000L * (1 + random.Next(600));
            var window = new CounterWindow(1, overMs);
            var history = new List<(long AtMs, long Count)>();
            long nowMs = 0, count = 0;
            for (var look = 0; look < 500; look++)
            {
                nowMs += 900 + random.Next(300);
                count += random.Next(50);
                history.Add((nowMs, count));
                window.Add(nowMs, [count]);
                var slotMs = Math.Max(500, overMs / 60) + 1_200;
                var least = count - history.First(one => one.AtMs >= nowMs - overMs).Count;
                var most = count - (history.LastOrDefault(one => one.AtMs <= nowMs - overMs - slotMs) is { AtMs: > 0 } old ? old.Count : history[0].Count);

                Assert.True(window.Delta(0) >= least && window.Delta(0) <= most, $"seed {seed}, look {look}: {window.Delta(0)} is not from {least} to {most}");
            }
        }
    }
}
