using Perdure.Histories;
using Perdure.Histories.Locks;

namespace Perdure.Coordination.Tests.Linearizability;

public sealed class LockModelTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Lock_that_is_handed_over_passes(bool expires, bool expected) =>
        Check(expires, expected, Acquire(1, 2, 5), Use(3, 4, 5, true), Acquire(5, 6, 0), Release(7, 8, 5), Acquire(9, 10, 6), Use(11, 12, 5, false), Use(13, 14, 6, true));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Holder_may_be_replaced_only_where_leases_expire(bool expires, bool expected) =>
        Check(expires, expected, Acquire(1, 2, 5), Acquire(3, 4, 6), Use(5, 6, 6, true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_tokens_accepted_in_turn_fail(bool expires) =>
        Check(expires, expected: false, Acquire(1, 2, 5), Acquire(3, 4, 6), Use(5, 6, 6, true), Use(7, 8, 5, true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Token_that_is_not_higher_fails(bool expires) => Check(expires, expected: false, Acquire(1, 2, 5), Release(3, 4, 5), Acquire(5, 6, 5));

    [Fact]
    public void Token_that_was_refused_once_is_not_accepted_again() =>
        Check(expires: true, expected: false, Acquire(1, 2, 5), Use(3, 4, 5, true), Use(5, 6, 5, false), Use(7, 8, 5, true));

    [Fact]
    public void Acquisition_that_was_never_answered_may_hold()
    {
        var open = Acquire(1, 2, 0) with { Returned = HistoryOperation<LockAction, LockAnswer>.NeverReturned };
        Check(expires: false, expected: true, open, Acquire(3, 4, 0), Use(5, 6, 5, true), Release(7, 8, 5), Acquire(9, 10, 6));
        Check(expires: false, expected: true, open, Acquire(3, 4, 5), Use(5, 6, 5, true));
    }

    private static void Check(bool expires, bool expected, params HistoryOperation<LockAction, LockAnswer>[] history)
    {
        var report = LinearizabilityChecker.Check(new LockModel(expires), history, new HistoryLimits());
        Assert.True(report.Verdict == (expected ? HistoryVerdict.Linearizable : HistoryVerdict.NotLinearizable), report.Explanation);
    }

    // Token 0: it was refused.
    private static HistoryOperation<LockAction, LockAnswer> Acquire(long called, long returned, long token) =>
        new(0, new LockAction(LockActionKind.Acquire, "l"), new LockAnswer(token > 0, token), called, returned);

    private static HistoryOperation<LockAction, LockAnswer> Use(long called, long returned, long token, bool accepted) =>
        new(0, new LockAction(LockActionKind.Use, "l", token), new LockAnswer(accepted), called, returned);

    private static HistoryOperation<LockAction, LockAnswer> Release(long called, long returned, long token) =>
        new(0, new LockAction(LockActionKind.Release, "l", token), new LockAnswer(true), called, returned);
}
