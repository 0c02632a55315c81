using Perdure.Resilience.Guarding;

namespace Perdure.Resilience.Tests.Guarding;

public sealed class CpuOverloadTests
{
    private const double Threshold = 0.95;

    private readonly CpuOverload _overload = new();
    private long _nowUs = 5_000_000;
    private long _cpuUs;

    [Theory]
    [InlineData(0.96, 20, true)]
    [InlineData(0.96, 19, false)]
    [InlineData(0.94, 500, false)]
    [InlineData(0.3, 0, false)]
    public void Overload_is_full_use_and_waiting_work(double cpu, int lagMs, bool expected)
    {
        Pass(6, cpu, lagMs);

        Assert.Equal(expected, _overload.Judge(Threshold, shedding: false));
        Assert.Equal(expected, _overload.Judge(Threshold, shedding: true));
    }

    [Fact]
    public void Nobody_is_turned_away_before_it_has_lasted_a_second()
    {
        Pass(5, 1, 100);
        Assert.Null(_overload.Cpu);
        Assert.False(_overload.Judge(Threshold, shedding: false));

        Pass(1, 1, 100);
        Assert.True(_overload.Judge(Threshold, shedding: false));
    }

    [Fact]
    public void One_long_wait_within_a_second_is_no_overload()
    {
        Pass(6, 1, 2);
        Pass(1, 1, 80);
        Assert.Equal(17_600, _overload.LagUs!.Value, 3);
        Assert.False(_overload.Judge(Threshold, shedding: false));

        Pass(1, 1, 80);
        Assert.True(_overload.Judge(Threshold, shedding: false));
    }

    [Fact]
    public void While_requests_are_turned_away_the_last_sample_decides()
    {
        Pass(6, 1, 100);
        Pass(1, 1, 5);

        Assert.True(_overload.Judge(Threshold, shedding: false));
        Assert.False(_overload.Judge(Threshold, shedding: true));
    }

    [Fact]
    public void Lag_that_was_not_measured_is_no_overload()
    {
        for (var at = 0; at < 10; at++)
            Add(1, default);

        Assert.Null(_overload.LagUs);
        Assert.False(_overload.Judge(Threshold, shedding: false));
        Assert.False(_overload.Judge(Threshold, shedding: true));
    }

    [Fact]
    public void Each_lag_weighs_the_same_however_many_came_with_a_sample()
    {
        Pass(6, 1, 0);
        for (var at = 0; at < 5; at++)
            Add(1, at == 0 ? new LagTotal(60_000, 1) : new LagTotal(0, 4));

        Assert.Equal(60_000.0 / 17, _overload.LagUs!.Value, 3);
    }

    [Fact]
    public void Process_that_stood_still_is_measured_anew()
    {
        Pass(6, 1, 100);
        _nowUs += 3_000_000;
        Pass(5, 1, 100);

        Assert.Null(_overload.Cpu);
        Assert.False(_overload.Judge(Threshold, shedding: false));
    }

    [Fact]
    public void Process_that_had_no_time_to_be_measured_has_not_stood_still()
    {
        Pass(6, 1, 100);
        _cpuUs += 2 * 3_000_000;
        _nowUs += 3_000_000;
        Pass(1, 1, 2_000);

        Assert.InRange(_overload.Cpu!.Value, 0.99, 1.01);
        Assert.True(_overload.Judge(Threshold, shedding: true));
    }

    [Fact]
    public void What_is_switched_off_is_never_overload_and_wants_no_lags()
    {
        Pass(6, 1, 100);

        Assert.False(_overload.Judge(null, shedding: false));
        Assert.False(_overload.WantsLags(null));
    }

    [Theory]
    [InlineData(0.65, false)]
    [InlineData(0.72, true)]
    public void Lags_are_wanted_from_a_little_below_the_threshold_on(double cpu, bool expected)
    {
        Pass(2, cpu, 0);

        Assert.Equal(expected, _overload.WantsLags(Threshold));
    }

    private void Pass(int samples, double cpu, int lagMs)
    {
        for (var at = 0; at < samples; at++)
            Add(cpu, new LagTotal(4_000L * lagMs, 4));
    }

    private void Add(double cpu, LagTotal lags)
    {
        _cpuUs += (long)(2 * cpu * 200_000);
        _overload.Add(new CpuSample { AtUs = _nowUs += 200_000, CpuUs = _cpuUs, Cpus = 2, Lags = lags });
    }
}
