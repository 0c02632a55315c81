using System.Collections.Concurrent;

namespace Perdure.Load.Tests;

public sealed class OpenLoopLoadTests
{
    private static readonly LoadOptions Hundred = new() { RatePerSecond = 100, Arrivals = ArrivalKind.Uniform };

    // At the end answers are awaited for some time of the clock, in which their threads must get to run.
    private static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(20);
    private readonly ManualTime _time = new();
    private readonly PhaseRecorder _recorder;
    private readonly CancellationTokenSource _stop = new();

    public OpenLoopLoadTests()
    {
        _recorder = new PhaseRecorder(_time);
        _recorder.Begin("all");
    }

    [Fact]
    public async Task Requests_leave_on_time_though_no_answer_comes()
    {
        var answer = new TaskCompletionSource<LoadOutcome>();
        var load = new OpenLoopLoad(_time, Hundred, _recorder, (_, _) => new ValueTask<LoadOutcome>(answer.Task));
        var run = load.RunAsync(_stop.Token);
        await AdvanceUntil(() => load.Outstanding >= 50);
        Assert.Equal(0, _recorder.Current().Good);
        answer.SetResult(LoadOutcome.Success);
        await Stop(run, Slowly);
        Assert.Equal(_recorder.Current().Sent, _recorder.Current().Good);
    }

    [Fact]
    public async Task Late_generator_sends_at_once_and_the_lateness_counts_as_latency()
    {
        var load = new OpenLoopLoad(_time, Hundred, _recorder, (_, _) => ValueTask.FromResult(LoadOutcome.Success));
        var run = load.RunAsync(_stop.Token);
        await Eventually.Holds(() => _recorder.Current().Good == 1, "the request that is due at once");
        // The clock jumps before the loop can run: one second of requests is due.
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Holds(() => _recorder.Current().Good == 101, "all that is due");
        await Stop(run, Slowly);
        var report = _recorder.Current();
        Assert.InRange(report.MaxMs, 900, 1000);
        Assert.InRange(report.MaxLatenessMs, 900, 1000);
        Assert.InRange(report.P50Ms, 400, 600);
    }

    [Fact]
    public async Task Arrival_over_the_bound_fails_as_saturated_without_being_sent()
    {
        var sent = new ConcurrentBag<long>();
        var answer = new TaskCompletionSource<LoadOutcome>();
        var load = new OpenLoopLoad(_time, Hundred with { MaxOutstanding = 3 }, _recorder, (request, _) =>
        {
            sent.Add(request.Sequence);
            return new ValueTask<LoadOutcome>(answer.Task);
        });
        var run = load.RunAsync(_stop.Token);
        await AdvanceUntil(() => _recorder.Current().Failed >= 5);
        answer.SetResult(LoadOutcome.Success);
        await Stop(run, Slowly);
        var report = _recorder.Current();
        Assert.Equal(report.Failed, report.Reasons[OpenLoopLoad.Saturated]);
        Assert.Equal(report.Good, sent.Count);
        Assert.Equal(report.Sent, report.Good + report.Failed);
        Assert.Contains(0, sent);
    }

    [Fact]
    public async Task Sender_that_throws_fails_its_request_alone()
    {
        var load = new OpenLoopLoad(_time, Hundred, _recorder, (request, _) =>
            request.Sequence % 2 == 0 ? throw new InvalidDataException() : ValueTask.FromResult(LoadOutcome.Success));
        var run = load.RunAsync(_stop.Token);
        await AdvanceUntil(() => _recorder.Current().Good >= 5);
        await Stop(run, Slowly);
        Assert.True(_recorder.Current().Reasons[nameof(InvalidDataException)] >= 5);
    }

    [Fact]
    public async Task Unanswered_request_is_cancelled_after_the_drain_and_counts_as_failed()
    {
        var load = new OpenLoopLoad(_time, Hundred with { DrainTimeout = TimeSpan.FromSeconds(3) }, _recorder, async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancel);
            return LoadOutcome.Success;
        });
        var run = load.RunAsync(_stop.Token);
        await AdvanceUntil(() => load.Outstanding >= 5);
        await Stop(run, Slowly);
        var report = _recorder.Current();
        Assert.Equal(report.Sent, report.Reasons[OpenLoopLoad.Unanswered]);
        Assert.Equal(0, report.Outstanding);
    }

    [Fact]
    public async Task Sender_that_ignores_cancellation_does_not_keep_the_load_running()
    {
        var load = new OpenLoopLoad(_time, Hundred, _recorder, (_, _) => new ValueTask<LoadOutcome>(new TaskCompletionSource<LoadOutcome>().Task));
        var run = load.RunAsync(_stop.Token);
        await AdvanceUntil(() => load.Outstanding >= 5);
        await Stop(run, TimeSpan.FromSeconds(1));
        Assert.Equal(_recorder.Current().Sent, _recorder.Current().Outstanding);
    }

    private Task AdvanceUntil(Func<bool> condition) => Eventually.Holds(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return condition();
        },
        "the condition while the clock moves");

    private async Task Stop(Task run, TimeSpan step)
    {
        await _stop.CancelAsync();
        await Eventually.Holds(
            () =>
            {
                _time.Advance(step);
                return run.IsCompleted;
            },
            "the load has ended");
        await run;
    }
}
