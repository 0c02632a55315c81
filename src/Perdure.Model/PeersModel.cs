using System.Net;

namespace Perdure.Model;

/// <summary>The listener on which nodes tell each other what they counted, for limits that hold for all nodes together.</summary>
public sealed record PeersModel
{
    /// <summary>The address to bind; port 0 means any free port. Default: 127.0.0.1:0.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// The host and port by which the other nodes reach it; null means the host of <see cref="NodeModel.Address"/> (of
    /// <see cref="Address"/> when that is a single one) and the port that was bound.
    /// </summary>
    public string? Advertise { get; init; }
}
