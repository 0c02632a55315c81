using Perdure.Supervision.Restarting;

namespace Perdure.Supervision.Tests.Restarting;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Default_wait_doubles_from_half_a_second_to_thirty_seconds()
    {
        var backoff = new RestartBackoff(new RestartBackoffOptions());
        var waits = Enumerable.Range(0, 9).Select(_ => backoff.Next(TimeSpan.Zero, unit: 0).TotalSeconds);
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void Jitter_only_shortens_the_wait_and_by_no_more_than_its_part()
    {
        var random = new Random(1);
        var backoff = new RestartBackoff(new RestartBackoffOptions());
        for (var i = 0; i < 1000; i++) backoff.Next(TimeSpan.Zero, 0);
        var waits = Enumerable.Range(0, 1000).Select(_ => backoff.Next(TimeSpan.Zero, random.NextDouble()).TotalSeconds).ToArray();
        Assert.All(waits, wait => Assert.InRange(wait, 24, 30));
        Assert.True(waits.Max() - waits.Min() > 5);
    }

    [Fact]
    public void Run_of_a_minute_starts_over()
    {
        var backoff = new RestartBackoff(new RestartBackoffOptions());
        for (var i = 0; i < 5; i++) backoff.Next(TimeSpan.FromSeconds(59), 0);
        Assert.Equal(16, backoff.Next(TimeSpan.FromSeconds(59), 0).TotalSeconds);
        Assert.Equal(0.5, backoff.Next(TimeSpan.FromSeconds(60), 0).TotalSeconds);
    }
}
