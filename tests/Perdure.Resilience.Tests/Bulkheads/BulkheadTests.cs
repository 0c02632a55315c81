using Perdure.Resilience.Bulkheads;

namespace Perdure.Resilience.Tests.Bulkheads;

public sealed class BulkheadTests
{
    private const long Ms = 1_000;
    private const int Standard = 64;
    private const int Optional = 128;

    [Fact]
    public void Places_are_given_up_to_the_limit_and_again_when_left()
    {
        var bulkhead = new Bulkhead(new BulkheadOptions { MaxConcurrent = 2, MaxQueued = 0 }, 0);

        Assert.True(bulkhead.TryEnter());
        Assert.True(bulkhead.TryEnter());
        Assert.False(bulkhead.TryEnter());
        Assert.True(bulkhead.IsSaturated);
        Assert.Equal(BulkheadEntry.Shed, bulkhead.Enter(new TestWaiter(), Standard, long.MaxValue, 1, out var reason));
        Assert.Equal(ShedReason.QueueFull, reason);
        bulkhead.Leave(2);

        Assert.True(bulkhead.TryEnter());
        Assert.Equal(2, bulkhead.InFlight);
        Assert.Equal(3, bulkhead.Snapshot().Entered);
        Assert.Equal(1, bulkhead.Snapshot().ShedOf(1));
    }

    [Fact]
    public void Who_waits_gets_the_place_by_tier_and_then_by_age()
    {
        var bulkhead = Full(maxQueued: 10);
        var (optional, second, first, critical) = (Wait(bulkhead, Optional, 1 * Ms), Wait(bulkhead, Standard + 3, 2 * Ms), Wait(bulkhead, Standard + 9, 3 * Ms), Wait(bulkhead, 5, 4 * Ms));

        var order = new List<TestWaiter>();
        for (var i = 0; i < 4; i++)
        {
            bulkhead.Leave((5 + i) * Ms);
            order.Add(new[] { optional, second, first, critical }.Single(waiter => waiter.HasPlace && !order.Contains(waiter)));
        }

        Assert.Equal([critical, second, first, optional], order);
        Assert.Equal(1 * Ms, critical.WaitedUs);
        Assert.Equal(4, bulkhead.Snapshot().Waited);
    }

    [Fact]
    public void Nobody_overtakes_who_waits()
    {
        var bulkhead = Full(maxQueued: 10);
        var waiter = Wait(bulkhead, Optional, 0);

        Assert.False(bulkhead.TryEnter());
        bulkhead.Leave(1);

        Assert.True(waiter.HasPlace);
        Assert.False(bulkhead.TryEnter());
    }

    [Fact]
    public void Full_queue_gives_a_place_to_the_more_important_at_the_cost_of_the_least()
    {
        var bulkhead = Full(maxQueued: 3);
        var (kept, worst, other) = (Wait(bulkhead, Standard, 0), Wait(bulkhead, Optional + 60, 0), Wait(bulkhead, Optional + 2, 0));

        var critical = Wait(bulkhead, 10, 1);
        Assert.Equal(ShedReason.Displaced, worst.Verdict);
        Assert.Equal(BulkheadEntry.Shed, bulkhead.Enter(new TestWaiter(), Optional + 2, long.MaxValue, 2, out var reason));
        Assert.Equal(ShedReason.QueueFull, reason);
        var better = Wait(bulkhead, Optional + 1, 3);

        Assert.Equal(ShedReason.Displaced, other.Verdict);
        Assert.Equal([null, null, null], new[] { kept.Verdict, critical.Verdict, better.Verdict });
        Assert.Equal(3, bulkhead.Queued);
    }

    [Fact]
    public void Wait_ends_with_the_time_out()
    {
        var bulkhead = Full(maxQueued: 10);
        var waiter = Wait(bulkhead, Standard, 0);

        bulkhead.Sweep(99 * Ms);
        Assert.Null(waiter.Verdict);
        bulkhead.Sweep(100 * Ms);

        Assert.Equal(ShedReason.QueueTimeout, waiter.Verdict);
        Assert.Equal(0, bulkhead.Queued);
        Assert.Equal(1, bulkhead.Snapshot().ShedFor(ShedReason.QueueTimeout));
    }

    [Fact]
    public void What_cannot_be_in_time_is_never_given_a_place()
    {
        var bulkhead = Full(maxQueued: 10);
        Assert.Equal(BulkheadEntry.Shed, bulkhead.Enter(new TestWaiter(), Standard, 4 * Ms, 5 * Ms, out var reason));
        Assert.Equal(ShedReason.Deadline, reason);
        var late = Wait(bulkhead, Standard, 5 * Ms, latestUs: 20 * Ms);
        var inTime = Wait(bulkhead, Optional, 6 * Ms);

        bulkhead.Leave(30 * Ms);

        Assert.Equal(ShedReason.Deadline, late.Verdict);
        Assert.True(inTime.HasPlace);
        Assert.Equal(1, bulkhead.InFlight);
    }

    [Fact]
    public void Place_is_free_again_when_all_who_waited_for_it_are_late()
    {
        var bulkhead = Full(maxQueued: 10);
        var late = Wait(bulkhead, Standard, 0, latestUs: 10 * Ms);

        bulkhead.Leave(30 * Ms);

        Assert.Equal(ShedReason.Deadline, late.Verdict);
        Assert.Equal(0, bulkhead.InFlight);
        Assert.True(bulkhead.TryEnter());
        Assert.Equal(2, bulkhead.Snapshot().Entered);
    }

    [Fact]
    public void Cancelled_wait_is_told_nothing_more()
    {
        var bulkhead = Full(maxQueued: 10);
        var waiter = Wait(bulkhead, Standard, 0);

        Assert.True(bulkhead.Cancel(waiter, 1));
        Assert.False(bulkhead.Cancel(waiter, 2));
        bulkhead.Leave(3);

        Assert.Equal(0, waiter.Times);
        Assert.Equal(0, bulkhead.InFlight);
    }

    [Fact]
    public void Standing_queue_is_cut_short_and_served_newest_first()
    {
        var bulkhead = Full(maxQueued: 100);
        var waiters = new List<TestWaiter>();

        // Two come each ms and one is served.
        for (var ms = 1; ms <= 400; ms++)
        {
            for (var i = 0; i < 2; i++)
            {
                var waiter = new TestWaiter();
                if (bulkhead.Enter(waiter, Standard, long.MaxValue, ms * Ms, out _) == BulkheadEntry.Queued) waiters.Add(waiter);
            }
            bulkhead.Leave(ms * Ms);
            bulkhead.Sweep(ms * Ms);
            if (ms == 50) Assert.Equal(0, bulkhead.Snapshot().OverloadedTiers);
        }

        Assert.Equal(0b010, bulkhead.Snapshot().OverloadedTiers);
        Assert.InRange(bulkhead.Queued, 0, 10);
        Assert.All(waiters.Where(waiter => waiter.HasPlace).TakeLast(100), waiter => Assert.InRange(waiter.WaitedUs, 0, 2 * Ms));
        Assert.Contains(waiters, waiter => waiter.Verdict == ShedReason.Overloaded);
    }

    [Fact]
    public void Other_limits_hold_at_once_and_keep_who_is_there()
    {
        var bulkhead = Full(maxQueued: 10);
        var waiter = Wait(bulkhead, Standard, 0);

        bulkhead.Change(new BulkheadOptions { MaxConcurrent = 2, MaxQueued = 10 }, 1);

        Assert.True(waiter.HasPlace);
        Assert.Equal(2, bulkhead.InFlight);
        bulkhead.Change(new BulkheadOptions { MaxConcurrent = 1, MaxQueued = 10 }, 2);
        bulkhead.Leave(3);
        Assert.False(bulkhead.TryEnter());
    }

    [Fact]
    public async Task Fixed_limit_stays_fixed_while_answers_still_teach_the_adaptive_one_before_it()
    {
        var (adaptive, fixedTo) = (new BulkheadOptions { Adaptive = true, MaxConcurrent = 100 }, new BulkheadOptions { MaxConcurrent = 7 });
        var bulkhead = new Bulkhead(adaptive, 0);
        using var stop = new CancellationTokenSource();
        var teaching = Task.Run(() =>
        {
            // Time-outs only, each of them a window of its own: with each the limit falls.
            for (var nowUs = 0L; !stop.IsCancellationRequested; nowUs += 1_000 * Ms) bulkhead.Record(1, inTime: false, nowUs);
        });

        for (var round = 0; round < 100_000; round++)
        {
            bulkhead.Change(adaptive, 0);
            Thread.SpinWait(round % 100);
            bulkhead.Change(fixedTo, 0);
            Thread.SpinWait(50);
            Assert.Equal(7, bulkhead.Limit);
        }

        await stop.CancelAsync();
        await teaching;
    }

    [Fact]
    public async Task Many_threads_lose_no_place_and_no_waiter()
    {
        const int Threads = 8;
        var bulkhead = new Bulkhead(new BulkheadOptions { MaxConcurrent = 3, MaxQueued = 4 }, 0);
        long most = 0, clockUs = 0, told = 0, queued = 0, cancelled = 0;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 5_000; i++)
            {
                using var over = new ManualResetEventSlim();
                var waiter = new TestWaiter(_ => over.Set());
                var hasPlace = bulkhead.TryEnter();
                if (!hasPlace)
                {
                    var entry = bulkhead.Enter(waiter, random.Next(192), long.MaxValue, Interlocked.Add(ref clockUs, 7), out _);
                    hasPlace = entry == BulkheadEntry.Entered;
                    if (entry == BulkheadEntry.Queued)
                    {
                        Interlocked.Increment(ref queued);
                        if (random.Next(8) == 0 && bulkhead.Cancel(waiter, Volatile.Read(ref clockUs))) Interlocked.Increment(ref cancelled);
                        else
                        {
                            while (!over.Wait(TimeSpan.FromMilliseconds(5))) bulkhead.Sweep(Interlocked.Add(ref clockUs, 5_000));
                            Interlocked.Increment(ref told);
                            hasPlace = waiter.HasPlace;
                        }
                    }
                }
                if (!hasPlace) continue;
                most = Math.Max(most, bulkhead.InFlight);
                bulkhead.Leave(Interlocked.Add(ref clockUs, 3));
            }
        })));

        Assert.InRange(most, 1, 3);
        Assert.Equal((0, 0), (bulkhead.InFlight, bulkhead.Queued));
        Assert.Equal(queued, told + cancelled);
    }

    [Fact]
    public void Entering_waiting_being_shed_and_leaving_allocate_nothing()
    {
        var bulkhead = new Bulkhead(new BulkheadOptions { MaxConcurrent = 1, MaxQueued = 1, Adaptive = true, MinConcurrent = 1 }, 0);
        var (waiter, shed) = (new TestWaiter(), new TestWaiter());
        var nowUs = 0L;
        Run(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Run(1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int times)
        {
            for (; times > 0; times--)
            {
                bulkhead.TryEnter();
                bulkhead.Enter(waiter, Standard, long.MaxValue, nowUs += 10, out _);
                bulkhead.Enter(shed, Optional, long.MaxValue, nowUs += 10, out _);
                bulkhead.Record(10, inTime: true, nowUs += 10);
                bulkhead.Leave(nowUs += 10);
                bulkhead.Leave(nowUs += 10);
            }
        }
    }

    private static Bulkhead Full(int maxQueued)
    {
        var bulkhead = new Bulkhead(new BulkheadOptions { MaxConcurrent = 1, MaxQueued = maxQueued }, 0);
        Assert.True(bulkhead.TryEnter());
        return bulkhead;
    }

    private static TestWaiter Wait(Bulkhead bulkhead, int priority, long nowUs, long latestUs = long.MaxValue)
    {
        var waiter = new TestWaiter();
        Assert.Equal(BulkheadEntry.Queued, bulkhead.Enter(waiter, priority, latestUs, nowUs, out _));
        return waiter;
    }
}
