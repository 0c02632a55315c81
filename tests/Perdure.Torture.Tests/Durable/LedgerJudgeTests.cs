using Perdure.Durability.Torture.Judging;
using Perdure.Durability.Torture.Service;
using Perdure.Durability.Torture.Writers;

namespace Perdure.Torture.Tests.Durable;

public sealed class LedgerJudgeTests
{
    private static readonly Acknowledgement[] s_both = [new("a", 200, null), new("b", 202, null)];

    [Fact]
    public void Everything_acknowledged_and_done_once_is_in_order()
    {
        Assert.Empty(LedgerJudge.Find(s_both, [Done("a"), Done("b"), Again("b"), Done("nobody-was-told")]));
    }

    [Fact]
    public void What_was_acknowledged_and_never_done_is_found()
    {
        Assert.Contains("1 acknowledged and never done: b (202)", Assert.Single(LedgerJudge.Find(s_both, [Done("a")])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_only_recognised_and_never_done_is_found()
    {
        Assert.Contains("never done: b (202)", Assert.Single(LedgerJudge.Find(s_both, [Done("a"), Again("b")])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_done_twice_is_found_also_when_nobody_was_told()
    {
        Assert.Contains("c (2 times)", Assert.Single(LedgerJudge.Find(s_both, [Done("a"), Done("b"), Done("c"), Done("c")])), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_that_came_without_the_clients_key_is_found()
    {
        Assert.Contains("a (none)", Assert.Single(LedgerJudge.Find(s_both, [Done("a") with { Key = null }, Done("b")])), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_without_both_kinds_of_acknowledgement_proves_nothing()
    {
        Assert.Contains("with 202", Assert.Single(LedgerJudge.Find([new("a", 200, null)], [Done("a")])), StringComparison.Ordinal);
        Assert.Equal(2, LedgerJudge.Find([], []).Count);
    }

    private static Execution Done(string id) => new(id, $"\"key-{id}\"", null, true);

    private static Execution Again(string id) => new(id, $"\"key-{id}\"", "2", false);
}
