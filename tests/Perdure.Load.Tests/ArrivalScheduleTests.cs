namespace Perdure.Load.Tests;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void Uniform_arrivals_have_equal_gaps()
    {
        var schedule = new ArrivalSchedule(new LoadOptions { RatePerSecond = 200, Arrivals = ArrivalKind.Uniform });
        Assert.Equal([0, 5000, 10000, 15000], Take(schedule, 4).Select(a => a.DueUs));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(ulong.MaxValue)]
    public void Poisson_arrivals_keep_the_rate_and_vary_as_exponential_gaps_do(ulong seed)
    {
        const int Count = 50_000;
        var due = Take(new ArrivalSchedule(new LoadOptions { RatePerSecond = 1000, Seed = seed }), Count).Select(a => a.DueUs).ToArray();
        var gaps = due.Zip(due.Skip(1), (a, b) => (double)(b - a)).ToArray();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean)));
        Assert.All(gaps, gap => Assert.True(gap >= 0));
        Assert.InRange(mean, 970, 1030);
        Assert.InRange(deviation / mean, 0.95, 1.05);
    }

    [Fact]
    public void Same_seed_plans_the_same_load()
    {
        var options = new LoadOptions { RatePerSecond = 100, Seed = 7 };
        Assert.Equal(Take(new ArrivalSchedule(options), 100), Take(new ArrivalSchedule(options), 100));
        Assert.NotEqual(Take(new ArrivalSchedule(options), 100), Take(new ArrivalSchedule(options with { Seed = 8 }), 100));
    }

    [Fact]
    public void What_is_asked_for_does_not_depend_on_how_arrivals_are_spread()
    {
        var options = new LoadOptions { RatePerSecond = 100, Seed = 7 };
        var poisson = Take(new ArrivalSchedule(options), 50).Select(a => a.Request);
        var uniform = Take(new ArrivalSchedule(options with { Arrivals = ArrivalKind.Uniform }), 50).Select(a => a.Request);
        Assert.Equal(poisson, uniform);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2_000_000)]
    public void Rate_outside_its_range_is_refused(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArrivalSchedule(new LoadOptions { RatePerSecond = rate }));

    private static Arrival[] Take(ArrivalSchedule schedule, int count) => [.. Enumerable.Range(0, count).Select(_ => schedule.Next())];
}
