using Perdure.Supervision.Guarding;

namespace Perdure.Supervision.Tests.Guarding;

public sealed class ProcessStartTimeTests
{
    [Fact]
    public void Name_with_blanks_and_brackets_does_not_shift_the_fields() =>
        Assert.Equal(4711, ProcessStartTime.Parse("42 (a ) (b) c) S 1 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 4711 1000 1 184"));

    [Theory]
    [InlineData("")]
    [InlineData("42 (sh) S 1 2")]
    public void Line_that_is_too_short_has_no_start_time(string stat) => Assert.Null(ProcessStartTime.Parse(stat));

    [Fact]
    public void Own_process_has_one_that_stays() =>
        Assert.Equal(ProcessStartTime.Of(Environment.ProcessId), ProcessStartTime.Of(Environment.ProcessId));

    [Fact]
    public void Process_that_is_not_there_has_none() => Assert.Null(ProcessStartTime.Of(int.MaxValue));
}
