using System.Collections.Concurrent;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared;

/// <summary>
/// Two nodes change the same few things while their stores come and go, answers are lost, writes are done late and nodes restart. When the
/// faults stop both show the same, and no change that was acknowledged as holding everywhere is undone by one that was over before it began.
/// </summary>
public sealed class SharedStateConvergenceTests
{
    private const int Seeds = 300;
    private const int OperationsPerNode = 25;

    [Fact]
    public async Task Nodes_under_random_faults_end_up_the_same_and_lose_nothing_acknowledged() =>
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Seeds), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (seed, _) =>
            {
                try
                {
                    await RunAsync(seed);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
                }
            });

    private static async Task RunAsync(int seed)
    {
        await using var fixture = new SharedFixture();
        SharedNode[] nodes = [fixture.Node("a", seed), fixture.Node("b", seed + 100_000)];
        foreach (var node in nodes) node.Store.Rates = FaultRates.Rough;
        var done = new ConcurrentQueue<Done>();
        var counter = new Counter();
        await Task.WhenAll(nodes.Select((node, i) => Task.Run(() => DriveAsync(node, new Random((seed * 31) + i), counter, done))));

        foreach (var node in nodes)
        {
            node.Store.Rates = FaultRates.None;
            node.Store.Return();
        }
        await Eventually.Holds(() => nodes.All(n => n.Store.Late == 0), "late writes are done");
        foreach (var node in nodes) await node.HeardAsync();
        await Eventually.Holds(() => View(nodes[0].State) == View(nodes[1].State), "both show the same");
        foreach (var thing in done.GroupBy(d => d.Key)) Check(thing.Key, [.. thing], Holder(nodes[0].State, thing.Key));
    }

    private static async Task DriveAsync(SharedNode node, Random random, Counter counter, ConcurrentQueue<Done> done)
    {
        for (var i = 0; i < OperationsPerNode; i++)
        {
            switch (random.Next(20))
            {
                case 0 or 1: node.Store.Lose(); break;
                case 2 or 3 or 4: node.Store.Return(); break;
                case 5: await node.RestartAsync(); break;
                default: await ChangeAsync(node, random, counter, done); break;
            }
            if (random.Next(3) == 0) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(4)), TimeProvider.System);
        }
    }

    private static async Task ChangeAsync(SharedNode node, Random random, Counter counter, ConcurrentQueue<Done> done)
    {
        var begun = counter.Next();
        var by = $"change-{begun}";
        var (name, clears) = ($"{random.Next(3)}", random.Next(4) == 0);
        var isFlag = random.Next(2) == 0;
        var key = isFlag ? $"state/flags/{name}" : $"state/overrides/shop/{name}";
        ChangeReach reach;
        try
        {
            reach = (isFlag, clears) switch
            {
                (true, false) => await node.State.Flags.SetAsync(name, new FlagSetting(random.Next(101)), by),
                (true, true) => await node.State.Flags.ClearAsync(name, by),
                (false, false) => await node.State.Overrides.SetAsync("shop", name, o => o with { Drained = true }, by),
                _ => await node.State.Overrides.SetAsync("shop", name, o => o with { Drained = false }, by),
            };
        }
        catch (ConflictException)
        {
            return;
        }
        // What was accepted holds here from then on, unless somebody else was later.
        done.Enqueue(new Done(key, by, clears, reach, begun, counter.Next()));
    }

    private static void Check(string key, IReadOnlyList<Done> changes, string? holder)
    {
        var sure = changes.Where(c => c.Reach == ChangeReach.Everywhere).ToArray();
        if (holder is null)
        {
            var sets = sure.Where(c => !c.Clears).ToArray();
            var isExplained = sets.Length == 0 || changes.Any(c => c.Clears && sets.All(s => s.Begun < c.Ended));
            Assert.True(isExplained, $"{key} is not set, though a set was acknowledged after all clears were over");
            return;
        }
        var last = changes.Single(c => c.By == holder);
        Assert.All(sure, s => Assert.True(s.Begun < last.Ended, $"{key} holds {last}, though {s} was acknowledged later"));
    }

    private static string? Holder(SharedState state, string key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        return key.StartsWith("state/flags/", StringComparison.Ordinal)
            ? state.Flags.Current.GetValueOrDefault(name)?.By
            : state.Overrides.Find("shop", name)?.By;
    }

    private static string View(SharedState state) => string.Join('\n',
        state.Flags.Current.Values.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.ToString())
            .Concat(state.Overrides.All.Select(o => o.ToString())));

    private sealed record Done(string Key, string By, bool Clears, ChangeReach Reach, int Begun, int Ended);

    private sealed class Counter
    {
        private int _last;

        public int Next() => Interlocked.Increment(ref _last);
    }
}
