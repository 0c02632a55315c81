using Perdure.Resilience.Poison;

namespace Perdure.Resilience.Tests.Poison;

public sealed class PoisonTableTests
{
    private readonly PoisonTable _table = new(new PoisonOptions());

    [Fact]
    public void Nothing_is_known_at_first()
    {
        Assert.True(_table.IsEmpty);
        Assert.Equal(PoisonVerdict.Clean, Ask(1, 0));
    }

    [Fact]
    public void One_crash_makes_a_suspect_and_an_answer_clears_it()
    {
        Assert.Equal(0, _table.OnCrash(1, "a", 90, 100));
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 200));
        Assert.Equal(PoisonVerdict.Clean, Ask(2, 200));
        _table.OnAnswer(1);
        Assert.True(_table.IsEmpty);
        Assert.Equal(0, _table.OnCrash(1, "b", 300, 400));
    }

    [Fact]
    public void Second_crash_elsewhere_refuses_and_after_it_one_is_let_through()
    {
        _table.OnCrash(1, "a", 90, 100);
        Assert.Equal(5_000, _table.OnCrash(1, "b", 110, 200));
        Assert.Equal(PoisonVerdict.Refuse, _table.Ask(1, 1_200, out var retryAfterMs));
        Assert.Equal(4_000, retryAfterMs);
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 5_200));
        Assert.Equal(PoisonVerdict.Refuse, Ask(1, 5_201));
        // It did it again: refused for twice as long, up to a minute.
        Assert.Equal(10_000, _table.OnCrash(1, "c", 5_200, 5_300));
        Assert.Equal(20_000, _table.OnCrash(1, "c", 16_000, 16_100));
        Assert.Equal(40_000, _table.OnCrash(1, "c", 37_000, 37_100));
        Assert.Equal(60_000, _table.OnCrash(1, "c", 78_000, 78_100));
        Assert.Equal(60_000, _table.OnCrash(1, "c", 140_000, 140_100));
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 300_000));
        _table.OnAnswer(1);
        Assert.Equal(PoisonVerdict.Clean, Ask(1, 300_001));
    }

    [Fact]
    public void Trial_without_an_end_is_followed_by_another()
    {
        _table.OnCrash(1, "a", 90, 100);
        _table.OnCrash(1, "b", 110, 200);
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 5_200));
        Assert.Equal(PoisonVerdict.Refuse, Ask(1, 10_199));
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 10_200));
    }

    [Fact]
    public void Crashes_at_the_same_time_prove_nothing()
    {
        _table.OnCrash(1, "a", 90, 100);
        Assert.Equal(0, _table.OnCrash(1, "b", 95, 110));
        Assert.Equal(0, _table.OnCrash(1, "c", 99, 120));
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 200));
    }

    [Fact]
    public void Crashes_that_happen_without_it_speak_for_it()
    {
        _table.OnCrash(1, "a", 90, 100);
        _table.OnCrash(1, "b", 110, 200);
        Assert.Equal(PoisonVerdict.Refuse, Ask(1, 300));
        // All three of a service are killed: two of them while they worked on it.
        _table.OnCrash(2, "c", 290, 400);
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 500));
        _table.OnCrash(3, "d", 290, 500);
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 600));
        // What comes much later has nothing to do with it.
        Assert.Equal(0, _table.OnCrash(4, "e", 290, 1_300));
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1, 1_400));
    }

    [Fact]
    public void The_same_instance_must_crash_three_times()
    {
        _table.OnCrash(1, "a", 90, 100);
        Assert.Equal(0, _table.OnCrash(1, "a", 1_000, 1_100));
        Assert.True(_table.OnCrash(1, "a", 2_000, 2_100) > 0);
    }

    [Fact]
    public void Suspicion_ends_by_itself()
    {
        _table.OnCrash(1, "a", 90, 100);
        Assert.Equal(PoisonVerdict.Clean, Ask(1, 60_101));
        Assert.True(_table.IsEmpty);
        _table.OnCrash(1, "a", 70_000, 70_100);
        Assert.Equal(0, _table.OnCrash(1, "b", 140_000, 140_100));
    }

    [Fact]
    public void When_too_much_is_poison_it_is_not_the_requests()
    {
        for (var fingerprint = 0UL; fingerprint <= 16; fingerprint++)
        {
            _table.OnCrash(fingerprint, "a", 90, 100);
            _table.OnCrash(fingerprint, "b", 110, 200);
        }
        Assert.True(_table.IsEmpty);
        Assert.Equal(0, _table.Poison);
    }

    [Fact]
    public void It_is_bounded_and_what_is_poison_stays()
    {
        _table.OnCrash(1, "a", 0, 1);
        _table.OnCrash(1, "b", 2, 3);
        for (var fingerprint = 2UL; fingerprint < 2_000; fingerprint++) _table.OnCrash(fingerprint, "a", 90, 2_000 + (long)fingerprint);
        Assert.Equal(PoisonVerdict.Refuse, Ask(1, 4_200));
        Assert.Equal(PoisonVerdict.Clean, Ask(2, 4_200));
        Assert.Equal(PoisonVerdict.OneInstance, Ask(1_999, 4_200));
    }

    private PoisonVerdict Ask(ulong fingerprint, long nowMs) => _table.Ask(fingerprint, nowMs, out _);
}
