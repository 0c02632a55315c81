using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Storage;

public sealed class CrowdTrustTests
{
    [Fact]
    public void Crowd_that_does_not_come_is_waited_for_ever_less_often_until_it_comes()
    {
        var trust = new CrowdTrust();
        foreach (var leftOut in (int[])[8, 16, 32])
        {
            Assert.True(trust.MayWait());
            trust.DidNotCome();
            for (var i = 0; i < leftOut; i++) Assert.False(trust.MayWait());
        }

        Assert.True(trust.MayWait());
        trust.Came();
        Assert.True(trust.MayWait());
        trust.DidNotCome();
        for (var i = 0; i < 8; i++) Assert.False(trust.MayWait());
        Assert.True(trust.MayWait());
    }
}
