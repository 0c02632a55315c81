using Perdure.Coordination.Locks;

namespace Perdure.Console.Agreement;

/// <summary>Where a holder or waiter of a lock stands.</summary>
internal sealed record LockStandingAnswer(string Lock, string Owner, bool Held, long Token, string Lease, int Ahead, double TtlSeconds, string Node)
{
    /// <summary>The answer of a node.</summary>
    public static LockStandingAnswer Of(LockStanding standing, string node) => new(
        standing.Name,
        standing.Owner,
        standing.Held,
        standing.Token,
        AgreementCall.Text(standing.Lease),
        standing.Ahead,
        standing.Ttl.TotalSeconds,
        node);
}
