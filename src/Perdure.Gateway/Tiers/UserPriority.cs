using System.Runtime.InteropServices;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Tiers;

namespace Perdure.Gateway.Tiers;

/// <summary>
/// The priority of a request, 0 (most important) to 191: its tier first, then where its user stands in this hour. Asked only while something
/// turns requests away. Allocates nothing. Thread-safe.
/// </summary>
internal sealed class UserPriority(RequestKey user, HourSalt salt)
{
    /// <summary>The priority of this request.</summary>
    public int Of(Exchange exchange) => Of(exchange.Tier, user.Read(exchange), salt.Hour);

    /// <summary>The priority of a user's requests in an hour. Pure, and the same on every node and in every version.</summary>
    public static int Of(Tier tier, UInt128 user, ulong hour)
    {
        ReadOnlySpan<ulong> parts = [hour, (ulong)(user >> 64), (ulong)user];
        return ((int)tier * PriorityThreshold.PerTier) + (int)(StableHash.Of(MemoryMarshal.AsBytes(parts)) % PriorityThreshold.PerTier);
    }
}
