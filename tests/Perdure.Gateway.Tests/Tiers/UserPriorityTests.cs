using Perdure.Gateway.Tiers;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Tiers;

public sealed class UserPriorityTests
{
    // Written down once: all nodes, and all versions, must turn away the same users.
    private static readonly int[] s_places = [74, 120, 73, 90, 127];

    [Fact]
    public void Place_of_a_user_in_an_hour_never_changes() =>
        Assert.Equal([.. s_places], Enumerable.Range(1, 5).Select(user => UserPriority.Of(Tier.Standard, (UInt128)user, 500_000)));

    [Fact]
    public void Tier_goes_before_everything()
    {
        foreach (var user in Enumerable.Range(0, 1_000))
        {
            Assert.InRange(UserPriority.Of(Tier.Critical, (UInt128)user, 1), 0, 63);
            Assert.InRange(UserPriority.Of(Tier.Standard, (UInt128)user, 1), 64, 127);
            Assert.InRange(UserPriority.Of(Tier.Optional, (UInt128)user, 1), 128, 191);
        }
    }

    [Fact]
    public void Users_are_spread_evenly()
    {
        var counts = new int[64];
        foreach (var user in Enumerable.Range(0, 64_000))
            counts[UserPriority.Of(Tier.Critical, (UInt128)user, 7)]++;

        Assert.All(counts, count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    public void Others_come_last_in_another_hour()
    {
        var last = Enumerable.Range(0, 10_000).Where(user => UserPriority.Of(Tier.Critical, (UInt128)user, 7) >= 57).ToList();
        var again = last.Count(user => UserPriority.Of(Tier.Critical, (UInt128)user, 8) >= 57);

        // A tenth of them by chance.
        Assert.InRange(again, last.Count / 20, last.Count / 5);
    }
}
