using Perdure.Console.Durability;
using Perdure.Model;

namespace Perdure.Console.Tests.Durability;

public sealed class QueueRulesTests
{
    private static readonly QueueModel s_queue = new()
    {
        Name = "mail", MaxAttempts = 4, Backoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(3), DeadLetterAfter = TimeSpan.FromMinutes(1),
    };

    [Theory]
    [InlineData(1, 500, 1_000)]
    [InlineData(2, 1_000, 2_000)]
    [InlineData(3, 1_500, 3_000)]
    public void Wait_doubles_up_to_its_bound_less_up_to_half(int attempt, long least, long most) =>
        Assert.InRange(QueueRules.NextMs(s_queue, attempt, enqueuedAtMs: 1_000_000, nowMs: 1_000_000)!.Value - 1_000_000, least, most);

    [Theory]
    [InlineData(4, 1_000)]
    [InlineData(5, 1_000)]
    [InlineData(1, 60_000)]
    public void Job_is_dead_after_its_attempts_or_its_time(int attempt, long ageMs) =>
        Assert.Null(QueueRules.NextMs(s_queue, attempt, enqueuedAtMs: 1_000_000, nowMs: 1_000_000 + ageMs));

    [Fact]
    public void Queue_that_is_not_declared_any_more_has_the_defaults()
    {
        Assert.NotNull(QueueRules.NextMs(null, 4, 0, 1_000_000_000));
        Assert.Null(QueueRules.NextMs(null, 5, 0, 1_000_000_000));
    }

    [Theory]
    [InlineData(1, 90_000, false)]
    [InlineData(4, 1_000, false)]
    [InlineData(5, 1_000, true)]
    [InlineData(2, 60_000, true)]
    public void Job_that_was_never_attempted_is_always_worth_an_attempt(int attempt, long ageMs, bool hopeless) =>
        Assert.Equal(hopeless, QueueRules.IsHopeless(s_queue, attempt, enqueuedAtMs: 1_000_000, nowMs: 1_000_000 + ageMs));
}
