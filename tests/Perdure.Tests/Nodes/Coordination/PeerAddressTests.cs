using System.Net;
using Perdure.Model;
using Perdure.Nodes.Coordination;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("10.0.0.1:9191", "gateway-1", "10.0.0.1:9191")]
    [InlineData("127.0.0.1:9191", "gateway-1", "127.0.0.1:9191")]
    [InlineData("0.0.0.0:9191", "gateway-1", "gateway-1:9191")]
    [InlineData("[::]:9191", "gateway-1", "gateway-1:9191")]
    [InlineData("[::]:9191", "fd00::1", "[fd00::1]:9191")]
    public void Address_is_the_bound_one_or_the_nodes_own_for_all_addresses(string bound, string node, string expected) =>
        Assert.Equal(expected, PeerAddress.Of(IPEndPoint.Parse(bound), node));

    [Fact]
    public void Address_that_the_file_names_wins()
    {
        var model = new SystemModel
        {
            Name = "shop",
            Coordination = new CoordinationModel { Peers = new PeersModel { Advertise = "gw-1.example:4000" } },
        };

        Assert.Equal("gw-1.example:4000", PeerAddress.OfPeers(IPEndPoint.Parse("0.0.0.0:9191"), model));
    }
}
