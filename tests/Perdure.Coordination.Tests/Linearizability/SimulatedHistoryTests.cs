using Perdure.Histories;
using Perdure.Histories.Keys;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>Histories made from seeds: whole ones pass, spoilt ones fail, and small ones are judged as trying everything judges them.</summary>
public sealed class SimulatedHistoryTests
{
    [Fact]
    public void Every_history_of_a_good_store_passes()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var history = new SimulatedStore(seed, clients: 2 + (seed % 9), operations: 300, keys: 1 + (seed % 4)) { OpenPerMille = seed % 3 * 15 }.Run();
            var report = history.Check();
            Assert.True(report.Verdict == HistoryVerdict.Linearizable, $"seed {seed}: {report.Verdict} {report.Explanation}");
        }
    }

    [Fact]
    public void Small_histories_are_judged_as_by_trying_every_order()
    {
        var bad = 0;
        for (var seed = 0; seed < 6000; seed++)
        {
            var (stale, lost) = (seed % 3 == 1 ? 400 : 0, seed % 3 == 2 ? 300 : 0);
            var history = new SimulatedStore(seed, clients: 2 + (seed % 3), operations: 9, keys: 1 + (seed % 2)) { OpenPerMille = 150, StalePerMille = stale, LostPerMille = lost }.Run();
            var expected = BruteForce.IsLinearizable(history);
            if (!expected) bad++;
            var report = history.Check();
            Assert.True(
                report.Verdict == (expected ? HistoryVerdict.Linearizable : HistoryVerdict.NotLinearizable), $"seed {seed}: {report.Verdict}, by force {expected}\n{Histories.Text(history)}");
            Assert.True(expected || stale + lost > 0, $"seed {seed}: the history of a good store is judged bad by force\n{Histories.Text(history)}");
        }

        // Enough of each kind, or the comparison says little.
        Assert.InRange(bad, 1000, 5000);
    }

    [Fact]
    public void Stale_read_put_into_a_good_history_fails()
    {
        var spoilt = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var history = new SimulatedStore(seed, clients: 5, operations: 200, keys: 2) { OpenPerMille = 10 }.Run().ToList();
            if (!MakeStale(history, new Random(seed))) continue;
            spoilt++;
            Assert.True(history.Check().Verdict == HistoryVerdict.NotLinearizable, $"seed {seed}");
        }

        Assert.True(spoilt > 80, $"only {spoilt} histories could be spoilt");
    }

    [Fact]
    public void Lost_update_put_into_a_good_history_fails()
    {
        var spoilt = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var history = new SimulatedStore(seed, clients: 5, operations: 200, keys: 2) { OpenPerMille = 10 }.Run().ToList();
            if (!MakeLost(history, new Random(seed))) continue;
            spoilt++;
            Assert.True(history.Check().Verdict == HistoryVerdict.NotLinearizable, $"seed {seed}");
        }

        Assert.True(spoilt > 80, $"only {spoilt} histories could be spoilt");
    }

    // A read is given the answer of an earlier one, though a write of which both know was over in between.
    private static bool MakeStale(List<HistoryOperation<KeyAction, KeyAnswer>> history, Random random)
    {
        var reads = history.Where(o => o.Input.Kind == KeyActionKind.Read && o.Output.Succeeded).OrderBy(_ => random.Next()).ToArray();
        foreach (var late in reads)
        {
            var write = history.Where(o => o.Input.Kind == KeyActionKind.Put && !o.IsOpen && o.Input.Key == late.Input.Key && o.Returned < late.Called).MaxBy(o => o.Output.Revision);
            var early = reads.FirstOrDefault(o => o.Input.Key == late.Input.Key && o.Output.Revision < write?.Output.Revision);
            if (write is null || early is null) continue;
            history[history.IndexOf(late)] = late with { Output = early.Output };
            return true;
        }

        return false;
    }

    // Two that wrote by the same guard have both won.
    private static bool MakeLost(List<HistoryOperation<KeyAction, KeyAnswer>> history, Random random)
    {
        var won = history.Where(o => o.Input is { Kind: KeyActionKind.PutIfModifiedAt, Guard: > 0 } && !o.IsOpen && o.Output.Succeeded).ToArray();
        if (won.Length == 0) return false;
        var first = won[random.Next(won.Length)];
        var second = first with { Input = first.Input with { Value = "lost" }, Output = first.Output with { Revision = first.Output.Revision + 1 } };
        history.Add(second);
        return true;
    }
}
