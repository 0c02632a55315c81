using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Pools;

public sealed class HotPathTests
{
    [Theory]
    [InlineData(BalancingKind.TwoChoices)]
    [InlineData(BalancingKind.RoundRobin)]
    [InlineData(BalancingKind.LeastRequests)]
    [InlineData(BalancingKind.Random)]
    [InlineData(BalancingKind.IpHash)]
    [InlineData(BalancingKind.ConsistentHash)]
    public void Selecting_and_completing_allocate_nothing(BalancingKind kind)
    {
        var options = new ServicePoolOptions { Balancing = new() { Kind = kind }, LocalZone = "z" };
        var pool = new ServicePool("shop", options, PoolDriver.Named("a", "b", "c", "d"), null, 1_000, _ => { });
        Instance?[] tried = [null, null, null];
        Turn(pool, tried, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Turn(pool, tried, 2_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Many_threads_with_failures_reloads_and_sweeps_give_everything_back()
    {
        var options = new ServicePoolOptions { SlowStartMs = 50 };
        var instances = PoolDriver.Named("a", "b", "c", "d");
        var pool = new ServicePool("shop", options, instances, null, 1_000);
        var first = pool;
        var nowMs = 1_000L;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            var random = new Random(t);
            for (var i = 0; i < 5_000; i++)
            {
                var now = Interlocked.Increment(ref nowMs);
                var mine = Volatile.Read(ref pool);
                if (t == 0 && i % 50 == 0) mine.Sweep(now);
                if (t == 1 && i % 500 == 0) Volatile.Write(ref pool, new ServicePool("shop", options, instances, mine, now));
                var selection = mine.Select(new SelectionQuery { NowMs = now, Random = (ulong)random.NextInt64() });
                if (!selection.Selected) continue;
                var bad = selection.Instance.Id == "a" && i % 1_000 < 500;
                mine.Complete(selection, bad ? (AttemptResult)(1 + random.Next(5)) : AttemptResult.Success, 1_000, now);
            }
        })));
        Assert.All(first.Instances, i => Assert.Equal(0, i.InFlight));
        Assert.All(first.Instances, i => Assert.Equal(0, i.Breaker.ProbesOut));
    }

    private static void Turn(ServicePool pool, Instance?[] tried, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var nowMs = 2_000 + (i / 10);
            var random = (ulong)i * 0x9E3779B97F4A7C15;
            var selection = pool.Select(new SelectionQuery { NowMs = nowMs, Random = random, Key = random, HasKey = true, Tried = tried });
            pool.Complete(selection, AttemptResult.Success, 1_500, nowMs);
        }
    }
}
