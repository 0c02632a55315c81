using System.Net;

namespace Perdure.Gateway.Listening;

/// <summary>
/// Not a place on the network: the end of a listener at which the server gets the connections that began with the preface of HTTP/2.
/// The server fixes the protocol of cleartext connections per end point, so one port needs two of them.
/// </summary>
internal sealed class Http2EndPoint(string listener) : EndPoint
{
    public override string ToString() => $"{listener} (HTTP/2)";
}
