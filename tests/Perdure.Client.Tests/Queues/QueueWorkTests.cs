using System.Collections.Concurrent;
using Perdure.Client.Queues;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Queues;

public sealed class QueueWorkTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly ManualTime _time = new();
    private readonly FakeQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<QueueWorkEvent> _events = new();
    private PerdureClient? _client;
    private Task _work = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await EventuallyAsync(() => _work.IsCompleted);
        await _work;
        _client?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Jobs_are_done_and_completed_with_their_results_as_many_at_a_time_as_allowed()
    {
        var (now, most, counting) = (0, 0, new Lock());
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < 7; i++)
            _queue.Add(FakeQueue.A);

        Start(new QueueWorkOptions { Concurrency = 3 }, async (_, _) =>
        {
            lock (counting)
                most = Math.Max(most, ++now);
            await go.Task;
            lock (counting)
                now--;
            return "paid"u8.ToArray();
        });
        await Eventually.Holds(() => now == 3, "three in hand");
        go.SetResult();
        await Eventually.Holds(() => _queue.CountOf("complete") == 7, "all completed");

        Assert.Equal(3, most);
        Assert.All(_queue.Told, call => Assert.Equal("paid"u8.ToArray(), call.Body.GetProperty("resultBase64").GetBytesFromBase64()));
        await Eventually.Holds(() => _events.Count(e => e.Kind == QueueWorkEventKind.Completed) == 7, "told");
    }

    [Fact]
    public async Task Handler_that_throws_fails_the_attempt_with_its_words()
    {
        _queue.Add(FakeQueue.A);

        Start(null, (_, _) => throw new InvalidOperationException("no route"));
        await Eventually.Holds(() => _events.Any(e => e.Kind == QueueWorkEventKind.Failed), "failed");

        var (_, what, _, body) = Assert.Single(_queue.Told);
        Assert.Equal(("fail", "InvalidOperationException: no route"), (what, body.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Handler_that_knows_better_gives_up_or_says_when_to_try_again()
    {
        var first = _queue.Add(FakeQueue.A);
        _queue.Add(FakeQueue.A);

        Start(null, (job, _) => throw (job.Id == first
            ? new JobFailedException("card stolen") { GiveUp = true }
            : new JobFailedException("bank closed") { RetryAfter = TimeSpan.FromHours(1) }));
        await Eventually.Holds(() => _queue.CountOf("fail") == 2, "failed");

        Assert.True(_queue.Told.First().Body.GetProperty("dead").GetBoolean());
        Assert.Equal("3600000ms", _queue.Told.Last().Body.GetProperty("delay").GetString());
        await Eventually.Holds(() => _events.Any(e => e.Kind == QueueWorkEventKind.Dead), "dead");
    }

    [Theory]
    [InlineData(400, "31536000000ms")]
    [InlineData(-1, "0ms")]
    public async Task Time_to_try_again_that_no_node_would_take_is_brought_within_bounds(int days, string sent)
    {
        _queue.Add(FakeQueue.A);
        Start(null, (_, _) => throw new JobFailedException("bank \ud800 closed") { RetryAfter = TimeSpan.FromDays(days) });
        await Eventually.Holds(() => _queue.CountOf("fail") == 1, "failed");
        Assert.Equal(sent, Assert.Single(_queue.Told).Body.GetProperty("delay").GetString());
    }

    [Fact]
    public async Task Failure_that_no_node_takes_does_not_hold_the_job_for_ever()
    {
        _queue.Fault = (_, what) => what == "fail" ? FakeNodes.Problem(400, "invalid-request") : null;
        _queue.Add(FakeQueue.A);
        Start(null, (_, _) => throw new InvalidOperationException("no route"));
        await EventuallyAsync(() => _events.Any(e => e.Kind == QueueWorkEventKind.Lost));
    }

    [Fact]
    public async Task Lease_is_kept_as_long_as_the_handler_works()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = CancellationToken.None;
        _queue.Add(FakeQueue.A);

        Start(new QueueWorkOptions { Lease = TimeSpan.FromSeconds(9) }, async (_, token) =>
        {
            ends = token;
            await done.Task;
            return default;
        });
        await Eventually.Holds(() => ends.CanBeCanceled, "begun");
        for (var i = 1; i <= 10; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(3.1));
            var extends = i;
            await EventuallyAsync(() => _queue.CountOf("extend") >= extends);
        }

        Assert.False(ends.IsCancellationRequested);
        done.SetResult();
        await Eventually.Holds(() => _queue.CountOf("complete") == 1, "completed");
    }

    [Fact]
    public async Task Handler_whose_lease_cannot_be_extended_is_cancelled_before_the_node_ends_it_and_nothing_is_completed()
    {
        var ends = CancellationToken.None;
        _queue.Fault = (_, what) => what == "extend" ? throw FakeNodes.Broken() : null;
        _queue.Add(FakeQueue.A);

        Start(new QueueWorkOptions { Lease = TimeSpan.FromSeconds(10) }, async (_, token) =>
        {
            ends = token;
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return default;
        });
        await Eventually.Holds(() => ends.CanBeCanceled, "begun");
        await PassAsync(TimeSpan.FromSeconds(8.8));
        var before = ends.IsCancellationRequested;
        await PassAsync(TimeSpan.FromSeconds(0.3));
        await Eventually.Holds(() => _events.Any(e => e.Kind == QueueWorkEventKind.Lost), "lost");

        Assert.False(before);
        Assert.True(ends.IsCancellationRequested);
        Assert.Empty(_queue.Told);
    }

    [Fact]
    public async Task Handler_of_a_job_that_the_node_gave_to_another_is_cancelled_at_once()
    {
        var (begun, cancelled) = (false, false);
        _queue.Fault = (_, what) => what == "extend" ? FakeNodes.Problem(409, "claim-lost") : null;
        _queue.Add(FakeQueue.A);

        Start(new QueueWorkOptions { Lease = TimeSpan.FromSeconds(9) }, async (_, token) =>
        {
            using var seen = token.Register(() => cancelled = true);
            begun = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return default;
        });
        await Eventually.Holds(() => begun, "begun");
        await PassAsync(TimeSpan.FromSeconds(3.1));

        await Eventually.Holds(() => cancelled, "cancelled");
        await Eventually.Holds(() => _events.Any(e => e.Kind == QueueWorkEventKind.Lost), "told");
        Assert.Empty(_queue.Told);
    }

    [Fact]
    public async Task Lease_of_a_job_that_came_after_a_long_wait_is_renewed_before_the_job_is_begun()
    {
        var extendsAtBegin = -1;
        _queue.OnLease = () => _time.Advance(TimeSpan.FromSeconds(15));
        _queue.Add(FakeQueue.A);

        Start(new QueueWorkOptions { Lease = TimeSpan.FromSeconds(10) }, (_, _) =>
        {
            extendsAtBegin = _queue.CountOf("extend");
            return Task.FromResult(ReadOnlyMemory<byte>.Empty);
        });

        await Eventually.Holds(() => _queue.CountOf("complete") == 1, "completed");
        Assert.Equal(1, extendsAtBegin);
    }

    [Fact]
    public async Task Job_that_was_lost_before_it_was_begun_is_not_begun()
    {
        var begun = false;
        _queue.OnLease = () => _time.Advance(TimeSpan.FromSeconds(15));
        _queue.Fault = (_, what) => what == "extend" ? FakeNodes.Problem(409, "claim-lost") : null;
        _queue.Add(FakeQueue.A);

        Start(new QueueWorkOptions { Lease = TimeSpan.FromSeconds(10) }, (_, _) =>
        {
            begun = true;
            return Task.FromResult(ReadOnlyMemory<byte>.Empty);
        });

        await Eventually.Holds(() => _events.Any(e => e.Kind == QueueWorkEventKind.Lost), "lost");
        Assert.False(begun);
        Assert.Empty(_queue.Told);
    }

    [Fact]
    public async Task Completion_that_does_not_get_through_is_tried_again_until_it_does()
    {
        var tries = 0;
        _queue.Fault = (_, what) => what == "complete" && ++tries < 4 ? throw FakeNodes.Refused() : null;
        _queue.Add(FakeQueue.A);

        Start(null, (_, _) => Task.FromResult(ReadOnlyMemory<byte>.Empty));
        await EventuallyAsync(() => _queue.CountOf("complete") == 1);

        Assert.Equal(4, tries);
        Assert.DoesNotContain(_events, e => e.Kind == QueueWorkEventKind.Lost);
    }

    [Fact]
    public async Task Completion_goes_to_another_node_when_the_one_that_leased_is_lost()
    {
        var lost = false;
        _queue.Fault = (host, _) => lost && host == "a" ? throw FakeNodes.Refused() : null;
        var job = _queue.Add(FakeQueue.A);

        Start(null, (_, _) =>
        {
            lost = true;
            return Task.FromResult(ReadOnlyMemory<byte>.Empty);
        }, FakeQueue.A, FakeQueue.B);

        await Eventually.Holds(() => _queue.Told.Any(call => (call.Host, call.What, call.Job) == ("b", "complete", job)), "completed");
    }

    [Fact]
    public async Task Other_node_that_does_not_know_the_claim_is_no_judge_of_it()
    {
        var (lost, asked) = (false, false);
        _queue.Fault = (host, what) =>
        {
            if (lost && host == "a")
                throw FakeNodes.Refused();
            if (host != "b" || what != "complete")
                return null;
            asked = true;
            return FakeNodes.Problem(409, "claim-lost");
        };
        _queue.Add(FakeQueue.A);

        Start(null, (_, _) =>
        {
            lost = true;
            return Task.FromResult(ReadOnlyMemory<byte>.Empty);
        }, FakeQueue.A, FakeQueue.B);
        await Eventually.Holds(() => asked, "the other node is asked");
        lost = false;

        await EventuallyAsync(() => _queue.Told.Any(call => (call.Host, call.What) == ("a", "complete")));
    }

    [Fact]
    public async Task Node_that_is_lost_does_not_hold_up_the_others_and_is_back_when_it_is()
    {
        var lost = true;
        _queue.Fault = (host, _) => lost && host == "a" ? throw FakeNodes.Refused() : null;
        var theirs = _queue.Add(FakeQueue.B);
        var ours = _queue.Add(FakeQueue.A);

        Start(null, (_, _) => Task.FromResult(ReadOnlyMemory<byte>.Empty), FakeQueue.A, FakeQueue.B);
        await Eventually.Holds(() => _queue.Told.Any(call => call.Job == theirs), "the other node's job");
        await PassAsync(TimeSpan.FromSeconds(30));
        lost = false;
        await EventuallyAsync(() => _queue.Told.Any(call => call.Job == ours));

        Assert.Single(_events, e => e.Kind == QueueWorkEventKind.NodeLost && e.Node == FakeQueue.A);
        Assert.Single(_events, e => e.Kind == QueueWorkEventKind.NodeBack && e.Node == FakeQueue.A);
    }

    [Fact]
    public async Task Job_for_which_there_is_no_room_any_more_is_given_back_and_leased_again_later()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(null, async (_, _) =>
        {
            await go.Task;
            return default;
        }, FakeQueue.A, FakeQueue.B);
        await Eventually.Holds(() => _queue.Leases == 2, "both nodes are asked");
        _queue.Add(FakeQueue.A);
        await Eventually.Holds(() => _queue.Leases == 2, "the only place is taken");
        var second = _queue.Add(FakeQueue.B);

        await Eventually.Holds(() => _queue.CountOf("release") == 1, "given back");
        go.SetResult();

        await Eventually.Holds(() => _queue.CountOf("complete") == 1, "completed");
        await Eventually.Holds(() => _events.Any(e => e.Kind == QueueWorkEventKind.GivenBack), "told");
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Worker_that_is_stopped_finishes_what_it_has_in_hand_and_takes_nothing_new()
    {
        var (begun, done) = (false, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Add(FakeQueue.A);
        Start(null, async (_, _) =>
        {
            begun = true;
            await done.Task;
            return default;
        });
        await Eventually.Holds(() => begun, "begun");

        await _stop.CancelAsync();
        _queue.Add(FakeQueue.A);
        await PassAsync(TimeSpan.FromSeconds(9));
        var early = _work.IsCompleted;
        done.SetResult();
        await _work;

        Assert.False(early);
        Assert.Equal(["complete"], _queue.Told.Select(call => call.What));
    }

    [Fact]
    public async Task Worker_that_is_stopped_gives_back_what_it_cannot_finish_in_time()
    {
        var begun = false;
        _queue.Add(FakeQueue.A);
        Start(new QueueWorkOptions { Lease = TimeSpan.FromHours(24) }, async (_, token) =>
        {
            begun = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return default;
        });
        await Eventually.Holds(() => begun, "begun");

        await _stop.CancelAsync();
        await EventuallyAsync(() => _work.IsCompleted);

        Assert.Equal(["release"], _queue.Told.Select(call => call.What));
        Assert.Equal(QueueWorkEventKind.GivenBack, Assert.Single(_events).Kind);
    }

    [Fact]
    public async Task Queue_that_no_node_knows_ends_the_worker_with_its_error()
    {
        _queue.Fault = (_, _) => FakeNodes.Problem(404, "unknown-queue");
        using var client = _queue.Connect(_time);

        var unknown = await Assert.ThrowsAsync<PerdureException>(() => client.Queues.WorkAsync("paymants", (_, _) => Task.CompletedTask));

        Assert.Equal(PerdureFailure.NotFound, unknown.Failure);
    }

    [Fact]
    public async Task Refusal_of_what_was_right_before_is_waited_out()
    {
        _queue.Add(FakeQueue.A);
        Start(null, (_, _) => Task.FromResult(ReadOnlyMemory<byte>.Empty));
        await Eventually.Holds(() => _queue.CountOf("complete") == 1, "completed");
        var refused = true;
        _queue.Fault = (_, _) => refused ? FakeNodes.Problem(401, "unauthorized") : null;
        _queue.Add(FakeQueue.A);
        await PassAsync(TimeSpan.FromSeconds(1));

        refused = false;

        await EventuallyAsync(() => _queue.CountOf("complete") == 2);
    }

    [Theory]
    [InlineData(0, 30, 20)]
    [InlineData(1001, 30, 20)]
    [InlineData(1, 0.5, 20)]
    [InlineData(1, 30, 61)]
    [InlineData(1, 30, 0)]
    public async Task Options_out_of_their_bounds_are_refused(int concurrency, double leaseSeconds, double waitSeconds)
    {
        using var client = _queue.Connect(_time);
        var options = new QueueWorkOptions
        {
            Concurrency = concurrency, Lease = TimeSpan.FromSeconds(leaseSeconds), Wait = TimeSpan.FromSeconds(waitSeconds),
        };

        await Assert.ThrowsAsync<ArgumentException>(() => client.Queues.WorkAsync("payments", (_, _) => Task.CompletedTask, options));
    }

    private void Start(QueueWorkOptions? options, Func<LeasedJob, CancellationToken, Task<ReadOnlyMemory<byte>>> handler, params Uri[] nodes)
    {
        _client = _queue.Connect(_time, nodes);
        _work = _client.Queues.WorkAsync("payments", handler, (options ?? new QueueWorkOptions()) with { Observe = _events.Enqueue }, _stop.Token);
    }

    // In small steps, so that what a timer starts has its own timers set before the time that they are for.
    private async Task PassAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += Step)
        {
            _time.Advance(Step);
            await Task.Yield();
        }
    }

    private Task EventuallyAsync(Func<bool> condition) => Eventually.Holds(
        async () =>
        {
            await PassAsync(Step);
            return condition();
        },
        "with time");
}
