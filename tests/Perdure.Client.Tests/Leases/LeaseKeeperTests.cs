using Perdure.Client.Leases;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Leases;

public sealed class LeaseKeeperTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly ManualTime _time = new();
    private volatile int _renewals;

    [Fact]
    public async Task Lease_that_is_renewed_is_held_far_beyond_its_time_to_live()
    {
        await using var keeper = Keep((_, _) => Task.FromResult(true));

        for (var i = 1; i <= 10; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(3.4));
            var renewals = i;
            await Eventually.Holds(() => _renewals >= renewals, "renewed");
        }

        Assert.Equal(LeaseLoss.None, keeper.Loss);
        Assert.False(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lease_that_cannot_be_renewed_is_lost_a_margin_before_the_store_ends_it()
    {
        await using var keeper = Keep((_, _) => throw new PerdureException(PerdureFailure.Unavailable, "nobody there"));

        await PassAsync(TimeSpan.FromSeconds(8.9));
        var before = keeper.Loss;
        await PassAsync(TimeSpan.FromSeconds(0.2));

        Assert.Equal(LeaseLoss.None, before);
        Assert.Equal(LeaseLoss.NotRenewed, keeper.Loss);
        Assert.True(keeper.Lost.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, keeper.Remaining);
    }

    [Fact]
    public async Task Grace_makes_the_loss_known_earlier_and_leaves_that_time()
    {
        await using var keeper = Keep((_, _) => throw new PerdureException(PerdureFailure.Unavailable, "nobody there"), TimeSpan.FromSeconds(4));

        await PassAsync(TimeSpan.FromSeconds(5.1));

        Assert.Equal(LeaseLoss.NotRenewed, keeper.Loss);
        Assert.InRange(keeper.Remaining.TotalSeconds, 3.8, 4);
    }

    [Fact]
    public async Task Process_that_stood_still_notices_at_its_next_look_without_any_timer()
    {
        var time = new StoppedTimers();
        var keeper = new LeaseKeeper(time, new LeaseTimes(Ttl, TimeSpan.Zero), time.GetTimestamp(), (_, _) => Task.FromResult(true));

        time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(LeaseLoss.NotRenewed, keeper.Loss);
        Assert.True(keeper.Lost.IsCancellationRequested);
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_counts_from_before_the_renewal_was_sent()
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<bool>();
        await using var keeper = Keep((_, cancel) => _renewals == 1 ? answer.Task : never.Task.WaitAsync(cancel));
        await PassAsync(TimeSpan.FromSeconds(3.4));
        await Eventually.Holds(() => _renewals == 1, "sent");

        // Sent at about 3.4 s, answered at 7.4 s: good until 12.4 s, not 16.4 s.
        await PassAsync(TimeSpan.FromSeconds(4));
        answer.SetResult(true);
        await Eventually.Holds(() => keeper.Remaining > TimeSpan.FromSeconds(3), "extended");

        Assert.InRange(keeper.Remaining.TotalSeconds, 4.8, 5.1);
    }

    [Fact]
    public async Task Renewal_that_is_answered_after_the_deadline_revives_nothing()
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var keeper = Keep((_, _) => answer.Task);
        await PassAsync(TimeSpan.FromSeconds(9.1));

        answer.SetResult(true);
        await PassAsync(TimeSpan.FromSeconds(0.2));

        Assert.Equal(LeaseLoss.NotRenewed, keeper.Loss);
        Assert.Equal(TimeSpan.Zero, keeper.Remaining);
    }

    [Fact]
    public async Task Lease_that_the_store_does_not_know_is_lost_at_once()
    {
        await using var keeper = Keep((_, _) => Task.FromResult(false));

        await PassAsync(TimeSpan.FromSeconds(3.4));

        await Eventually.Holds(() => keeper.Lost.IsCancellationRequested, "lost");
        Assert.Equal(LeaseLoss.Gone, keeper.Loss);
    }

    [Fact]
    public async Task Renewal_that_throws_what_nobody_expects_is_one_that_failed_and_is_tried_again()
    {
        await using var keeper = Keep((_, _) => _renewals == 1 ? throw new InvalidOperationException("a handler's fault") : Task.FromResult(true));

        await PassAsync(TimeSpan.FromSeconds(5));
        await Eventually.Holds(() => _renewals >= 2, "tried again");
        await Eventually.Holds(() => keeper.Remaining > TimeSpan.FromSeconds(6), "extended");

        Assert.Equal(LeaseLoss.None, keeper.Loss);
    }

    [Fact]
    public async Task Lease_that_was_released_is_lost_and_renewed_no_more()
    {
        var keeper = Keep((_, _) => Task.FromResult(true));

        await keeper.DisposeAsync();
        await PassAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(LeaseLoss.Released, keeper.Loss);
        Assert.True(keeper.Lost.IsCancellationRequested);
        Assert.Equal(0, _renewals);
    }

    [Theory]
    [InlineData(2, 0.2)]
    [InlineData(10, 1)]
    [InlineData(300, 30)]
    public void Margin_is_a_tenth_and_at_least_200_ms(double ttlSeconds, double marginSeconds) =>
        Assert.Equal(marginSeconds, new LeaseTimes(TimeSpan.FromSeconds(ttlSeconds), TimeSpan.Zero).Margin.TotalSeconds);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, -1)]
    [InlineData(10, 5.1)]
    public void Times_that_leave_nothing_to_rely_upon_are_refused(double ttlSeconds, double graceSeconds) => Assert.Throws<ArgumentException>(
        () => LeaseTimes.Checked(TimeSpan.FromSeconds(ttlSeconds), TimeSpan.FromSeconds(graceSeconds)));

    private LeaseKeeper Keep(Func<TimeSpan, CancellationToken, Task<bool>> renew, TimeSpan grace = default) =>
        new(_time, new LeaseTimes(Ttl, grace), _time.GetTimestamp(), (tryFor, cancel) =>
        {
            _renewals++;
            return renew(tryFor, cancel);
        });

    // In small steps, so that what a timer starts has its own timers set before the time that they are for.
    private async Task PassAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += Step)
        {
            _time.Advance(Step);
            await Task.Yield();
        }
    }
}
