using Perdure.Histories;
using Perdure.Histories.Keys;
using static Perdure.Coordination.Tests.Linearizability.Histories;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>Histories whose verdict is known by hand.</summary>
public sealed class LinearizabilityCheckerTests
{
    public static TheoryData<string> Good => [.. GoodHistories.Keys];

    public static TheoryData<string> Bad => [.. BadHistories.Keys];

    private static Dictionary<string, HistoryOperation<KeyAction, KeyAnswer>[]> GoodHistories => new()
    {
        ["nothing"] = [],
        ["one after the other"] = [Put(1, 2, "a", 5), Read(3, 4, "a", 5), Put(5, 6, "b", 6), Read(7, 8, "b", 6, 2, 5)],
        ["a read beside a write sees the old"] = [Put(1, 2, "a", 5), Put(3, 10, "b", 6), Read(4, 5, "a", 5), Read(6, 9, "b", 6, 2, 5)],
        ["a read beside a write sees the new"] = [Put(1, 10, "a", 5), Read(2, 3, "a", 5)],
        ["two writes side by side, the later call first"] = [Put(1, 10, "a", 6), Put(2, 9, "b", 5), Read(11, 12, "a", 6, 2, 5)],
        ["an open write that took effect"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 0).Open(), Read(10, 11, "b", 7, 2, 5)],
        ["an open write that never did"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 0).Open(), Read(10, 11, "a", 5), Read(12, 13, "a", 5)],
        ["an open write that took effect late"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 0).Open(), Read(10, 11, "a", 5), Read(12, 13, "b", 9, 2, 5)],
        ["an open guarded write after an open write"] =
            [Put(1, 2, "a", 0).Open(), PutIf(3, 4, "b", 5, 0).Open(), Read(5, 6, "b", 6, 2, 5)],
        ["a guard that held and one that did not"] = [Put(1, 2, "a", 5), PutIf(3, 8, "b", 5, 6), PutIf(4, 9, "c", 5, 0), Read(10, 11, "b", 6, 2, 5)],
        ["a guard by the revision of an open write"] = [Put(1, 2, "a", 0).Open(), PutIf(3, 4, "b", 5, 6), Read(5, 6, "b", 6, 2, 5)],
        ["deleted and made anew"] = [Put(1, 2, "a", 5), Delete(3, 4, 6), ReadNothing(5, 6), Delete(7, 8, 0), PutIf(9, 10, "b", 0, 7), Read(11, 12, "b", 7)],
        ["keys apart from each other"] = [Put(1, 2, "a", 5, "x"), ReadNothing(3, 4, "y"), Put(5, 6, "b", 6, "y"), Read(7, 8, "a", 5, key: "x")],
        ["a call at the moment of a return"] = [Put(1, 3, "a", 5), ReadNothing(3, 4)],
    };

    private static Dictionary<string, HistoryOperation<KeyAction, KeyAnswer>[]> BadHistories => new()
    {
        ["a stale read"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 6), Read(5, 6, "a", 5)],
        ["a value that nobody wrote"] = [Put(1, 2, "a", 5), Read(3, 4, "z", 5)],
        ["two reads, new then old, beside a write"] = [Put(1, 2, "a", 5), Put(3, 20, "b", 6), Read(4, 5, "b", 6, 2, 5), Read(6, 7, "a", 5)],
        ["a lost update"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 6), Read(5, 6, "a", 5), Read(7, 8, "a", 5)],
        ["two guarded writes that both won"] = [Put(1, 2, "a", 5), PutIf(3, 8, "b", 5, 6), PutIf(4, 9, "c", 5, 7)],
        ["a write before it was called"] = [Read(1, 2, "a", 5), Put(3, 4, "a", 5)],
        ["revisions that go back"] = [Put(1, 2, "a", 6), Put(3, 4, "b", 5)],
        ["a read of the right value at a wrong revision"] = [Put(1, 2, "a", 5), Read(3, 4, "a", 6)],
        ["a version that was skipped"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 6), Read(5, 6, "b", 6, 3, 5)],
        ["a deleted key that is back"] = [Put(1, 2, "a", 5), Delete(3, 4, 6), Read(5, 6, "a", 5)],
        ["a deletion of what was there that found nothing"] = [Put(1, 2, "a", 5), Delete(3, 4, 0)],
        ["an open write that came and went"] = [Put(1, 2, "a", 5), Put(3, 4, "b", 0).Open(), Read(5, 6, "b", 7, 2, 5), Read(7, 8, "a", 5)],
        ["an open write that took effect twice"] =
            [Put(1, 2, "a", 0).Open(), Read(3, 4, "a", 5), Delete(5, 6, 6), Read(7, 8, "a", 7)],
        ["a guard that failed though nobody was there"] = [Put(1, 2, "a", 5), PutIf(3, 4, "b", 5, 0)],
        ["one bad key among good ones"] = [Put(1, 2, "a", 5, "x"), Read(3, 4, "a", 5, key: "x"), Put(5, 6, "b", 6, "y"), ReadNothing(7, 8, "y")],
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_history_passes(string name)
    {
        var report = GoodHistories[name].Check();
        Assert.True(report.Verdict == HistoryVerdict.Linearizable, report.Explanation);
        Assert.Null(report.Part);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_history_fails(string name)
    {
        var report = BadHistories[name].Check();
        Assert.Equal(HistoryVerdict.NotLinearizable, report.Verdict);
        Assert.NotNull(report.Part);
        Assert.Contains("nothing explains", report.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Order_of_the_list_does_not_matter(string name) => Assert.Equal(HistoryVerdict.Linearizable, GoodHistories[name].Reverse().Check().Verdict);

    [Fact]
    public void Report_names_the_part_and_what_could_not_be_explained()
    {
        var report = BadHistories["one bad key among good ones"].Check();
        Assert.Equal("y", report.Part);
        Assert.Contains("read y → no", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_that_runs_out_of_time_says_that_it_does_not_know()
    {
        var time = new TickingTime(TimeSpan.FromSeconds(1));
        var report = Hard().Check(new HistoryLimits { Clock = time, Time = TimeSpan.FromSeconds(5) });
        Assert.Equal((HistoryVerdict.Unknown, "k"), (report.Verdict, report.Part));
    }

    [Fact]
    public void Check_that_runs_out_of_memory_says_that_it_does_not_know() =>
        Assert.Equal(HistoryVerdict.Unknown, Hard().Check(new HistoryLimits { SituationsMax = 1000 }).Verdict);

    [Fact]
    public void Violation_outweighs_a_part_that_could_not_be_decided()
    {
        var report = Hard().Concat([Put(1, 2, "a", 5, "other"), ReadNothing(3, 4, "other")]).Check(new HistoryLimits { SituationsMax = 1000 });
        Assert.Equal((HistoryVerdict.NotLinearizable, "other"), (report.Verdict, report.Part));
    }

    // Many open writes side by side, and an answer that none of the orders explains.
    private static IEnumerable<HistoryOperation<KeyAction, KeyAnswer>> Hard() =>
        Enumerable.Range(0, 24).Select(i => Put(i, 1000, $"v{i}", 0).Open()).Append(Read(2000, 2001, "nobody's", 99));

    /// <summary>A clock that moves each time it is looked at.</summary>
    private sealed class TickingTime(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }
}
