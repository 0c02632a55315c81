using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Coordination.Tests.Shared.Configuration;

public sealed class ReportThrottleTests
{
    private static readonly NodeReport Report = new() { Version = 1, Ok = true, Requests = 5 };

    [Theory]
    [InlineData(500, false, false, false)]
    [InlineData(1_000, false, false, false)]
    [InlineData(1_000, true, false, true)]
    [InlineData(500, true, true, false)]
    [InlineData(1_000, false, true, true)]
    [InlineData(10_000, false, false, true)]
    public void Report_is_due_once_a_second_at_most_and_then_only_for_a_reason(long afterMs, bool changed, bool rolling, bool due)
    {
        var throttle = new ReportThrottle(Report, Lease: 7, AtMs: 0);
        var report = Report with { Requests = 9, Version = changed ? 2 : 1 };
        Assert.Equal(due, throttle.IsDue(report, 7, rolling, afterMs));
    }

    [Fact]
    public void Report_under_a_new_lease_is_due_at_once()
    {
        Assert.True(ReportThrottle.Start.IsDue(Report, 7, rolling: false, 0));
        Assert.True(new ReportThrottle(Report, 7, 0).IsDue(Report, 8, rolling: false, 1));
    }
}
