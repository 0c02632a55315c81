using Perdure.Gateway.Tiers;

namespace Perdure.Gateway.Tests.Tiers;

public sealed class HourSaltTests
{
    [Fact]
    public void Hour_is_read_when_it_is_refreshed_and_never_in_between()
    {
        var wall = new Wall { Now = DateTimeOffset.UnixEpoch.AddHours(500).AddMinutes(59) };
        var salt = new HourSalt(wall);
        wall.Now += TimeSpan.FromMinutes(2);

        Assert.Equal(500u, salt.Hour);
        Assert.Equal(1, wall.Reads);
        salt.Refresh();
        Assert.Equal(501u, salt.Hour);
    }

    private sealed class Wall : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public int Reads { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            Reads++;
            return Now;
        }
    }
}
