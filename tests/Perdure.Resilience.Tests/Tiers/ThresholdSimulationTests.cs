using Perdure.Resilience.Tiers;

namespace Perdure.Resilience.Tests.Tiers;

/// <summary>A server that can do so much in each interval, with a threshold in front of it; from seeds.</summary>
public sealed class ThresholdSimulationTests
{
    private const int Capacity = 300;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Three_times_the_capacity_is_used_whole_and_critical_is_served(int seed)
    {
        var run = new Run(seed, users: 500);
        run.Pass(intervals: 20, load: 3 * Capacity);
        var steady = run.Pass(intervals: 300, load: 3 * Capacity);

        Assert.True(steady.Served >= 0.95 * Capacity * 300, $"seed {seed}: {steady}");
        Assert.True(steady.CriticalServed >= 0.999 * steady.Critical, $"seed {seed}: {steady}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void One_user_for_each_tier_is_served_as_well_as_many(int seed)
    {
        var run = new Run(seed, users: 1);
        run.Pass(intervals: 20, load: 3 * Capacity);
        var steady = run.Pass(intervals: 300, load: 3 * Capacity);

        Assert.True(steady.Served >= 0.95 * Capacity * 300, $"seed {seed}: {steady}");
        Assert.True(steady.CriticalServed >= 0.999 * steady.Critical, $"seed {seed}: {steady}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Load_that_fits_again_is_served_whole_within_two_seconds(int seed)
    {
        var run = new Run(seed, users: 500);
        run.Pass(intervals: 50, load: 4 * Capacity);
        run.Pass(intervals: 20, load: Capacity * 8 / 10);
        var after = run.Pass(intervals: 50, load: Capacity * 8 / 10);

        Assert.True(after.Served >= 0.99 * after.Asked, $"seed {seed}: {after}");
    }

    private sealed record Sums(int Asked, int Served, int Critical, int CriticalServed);

    private sealed class Run(int seed, int users)
    {
        private readonly Random _random = new(seed);
        private readonly PriorityThreshold _threshold = new(new PriorityThresholdOptions());
        private readonly List<int> _admitted = [];
        private long _nowMs;

        // A fifth critical, three fifths standard, a fifth optional. The queue in front holds a tenth of an interval's work; what finds it full is
        // refused, the least important first.
        public Sums Pass(int intervals, int load)
        {
            var sums = new Sums(0, 0, 0, 0);
            for (; intervals > 0; intervals--)
            {
                _admitted.Clear();
                var comes = Poisson(load);
                var critical = 0;
                for (var at = 0; at < comes; at++)
                {
                    var tier = _random.Next(5) switch { 0 => 0, < 4 => 1, _ => 2 };
                    critical += tier == 0 ? 1 : 0;
                    var priority = (tier * PriorityThreshold.PerTier) + (int)((uint)(_random.Next(users) + 1) * 0x9E3779B1 >> 26);
                    if (!_threshold.Active || _threshold.Admits(priority))
                        _admitted.Add(priority);
                }

                _admitted.Sort();
                var served = Math.Min(Capacity, _admitted.Count);
                for (var at = Capacity * 11 / 10; at < _admitted.Count; at++)
                    _threshold.OnRefused();
                sums = new Sums(
                    sums.Asked + comes,
                    sums.Served + served,
                    sums.Critical + critical,
                    sums.CriticalServed + _admitted.Take(served).Count(priority => priority < PriorityThreshold.PerTier));
                _threshold.Report(_admitted.Count > Capacity, _nowMs += 100);
            }

            return sums;
        }

        // The normal distribution is as good at these numbers (Box, Muller).
        private int Poisson(int mean) => (int)Math.Round(mean + (Math.Sqrt(mean)
            * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())));
    }
}
