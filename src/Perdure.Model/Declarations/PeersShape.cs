using System.Net;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>coordination.peers</c>.</summary>
internal static class PeersShape
{
    private static readonly Key<IPEndPoint> Address = new(
        "address", Addresses.EndPoint, "Where the node listens for the counts of the others. Port 0 is any free port.")
    {
        Default = "127.0.0.1:0",
    };

    private static readonly Key<string> Advertise = new("advertise", Addresses.HostAndPort, "What the other nodes connect to.")
    {
        DefaultInWords = "the host of address, or node.address when that is all addresses, and the bound port",
    };

    public static MappingShape<PeersModel> Shape { get; } = new(
        [Address, Advertise], v => new PeersModel { Address = v.Get(Address), Advertise = v.Find(Advertise) });
}
