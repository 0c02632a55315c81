namespace Perdure.Load.Tests;

public sealed class PhaseRecorderTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Request_belongs_to_the_phase_in_which_it_was_meant_to_be_sent()
    {
        var recorder = new PhaseRecorder(_time);
        recorder.Begin("steady");
        var meantInSteady = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        recorder.Begin("kill");
        recorder.Record(meantInSteady, LoadOutcome.Failure("timeout"), 1_000_000);
        recorder.Record(_time.GetTimestamp(), LoadOutcome.Success, 2_000);

        var reports = recorder.Reports();
        Assert.Equal(["steady", "kill"], reports.Select(r => r.Name));
        Assert.Equal((1, 0, 1), (reports[0].Sent, reports[0].Good, reports[0].Failed));
        Assert.Equal((1, 1, 0), (reports[1].Sent, reports[1].Good, reports[1].Failed));
        Assert.Equal(1, reports[0].Seconds);
    }

    [Fact]
    public void Request_due_before_the_first_phase_counts_to_the_first()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var recorder = new PhaseRecorder(_time);
        recorder.Begin("steady");
        recorder.Record(0, LoadOutcome.Success, 10);
        Assert.Equal(1, recorder.Current().Good);
    }

    [Fact]
    public void Recorder_without_a_phase_begins_one_by_itself()
    {
        var recorder = new PhaseRecorder(_time);
        Assert.Throws<InvalidOperationException>(recorder.Current);
        recorder.Record(0, LoadOutcome.Success, 10);
        Assert.Equal("load", recorder.Current().Name);
    }

    [Fact]
    public void Percentiles_come_from_all_answers_and_the_maximum_is_exact()
    {
        var recorder = new PhaseRecorder(_time);
        for (var ms = 1; ms <= 1000; ms++) recorder.Record(0, ms % 2 == 0 ? LoadOutcome.Success : LoadOutcome.Failure("x"), ms * 1000);
        var report = recorder.Current();
        Assert.InRange(report.P50Ms, 480, 520);
        Assert.InRange(report.P99Ms, 960, 1020);
        Assert.Equal(1000, report.MaxMs);
    }

    [Fact]
    public void Request_that_was_never_sent_has_no_latency()
    {
        var recorder = new PhaseRecorder(_time);
        recorder.Record(0, LoadOutcome.Failure("generator saturated"), null);
        recorder.Record(0, LoadOutcome.Success, 5_000_000);
        Assert.Equal(2, recorder.Current().Sent);
        Assert.InRange(recorder.Current().P50Ms, 4900, 5100);
    }

    [Fact]
    public void Reasons_are_counted_and_their_number_is_bounded()
    {
        var recorder = new PhaseRecorder(_time);
        for (var i = 0; i < 200; i++) recorder.Record(0, LoadOutcome.Failure($"reason {i}"), 1);
        recorder.Record(0, LoadOutcome.Failure("reason 0"), 1);
        var reasons = recorder.Current().Reasons;
        Assert.Equal(2, reasons["reason 0"]);
        Assert.Equal(65, reasons.Count);
        Assert.Equal(201, reasons.Values.Sum());
    }
}
