using System.Net;
using System.Net.Sockets;

namespace Perdure.Model.Checks;

/// <summary>Tells whether two addresses can be bound at once.</summary>
internal static class EndPoints
{
    public static bool Collide(IPEndPoint a, IPEndPoint b) =>
        a.Port != 0 && a.Port == b.Port && (a.Address.Equals(b.Address) || Covers(a.Address, b.Address) || Covers(b.Address, a.Address));

    /// <summary>All IPv6 addresses are bound for both families, as the listeners do.</summary>
    private static bool Covers(IPAddress all, IPAddress one) =>
        all.Equals(IPAddress.IPv6Any) || (all.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);
}
