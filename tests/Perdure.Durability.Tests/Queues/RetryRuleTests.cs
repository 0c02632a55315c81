using Perdure.Durability.Queues;

namespace Perdure.Durability.Tests.Queues;

public sealed class RetryRuleTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_end()
    {
        var rule = new RetryRule { AttemptsMax = 8, Jitter = 0, Longest = TimeSpan.FromSeconds(20) };
        Assert.Equal([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, null], Enumerable.Range(1, 8).Select(attempt => rule.NextMs(attempt, 0, 0.5)));
        Assert.Equal(20_000, (rule with { AttemptsMax = 1_000 }).NextMs(999, 0, 0.5));
    }

    [Fact]
    public void Jitter_shortens_the_wait_by_its_share_at_most()
    {
        var rule = new RetryRule { Jitter = 0.5 };
        Assert.Equal((6_000, 5_500), (rule.NextMs(1, 5_000, 0), rule.NextMs(1, 5_000, 0.999)));
    }
}
