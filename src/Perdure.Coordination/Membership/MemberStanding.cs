namespace Perdure.Coordination.Membership;

/// <summary>How a member stands, as the store said. Immutable.</summary>
/// <param name="Group">The group.</param>
/// <param name="Id">The member.</param>
/// <param name="Lease">Its lease, by which it renews and leaves.</param>
/// <param name="Ttl">How long it stays without renewal; zero when gone.</param>
/// <param name="DeadlineTimestamp">See <see cref="Elections.Standing.DeadlineTimestamp"/>.</param>
/// <param name="Gone">Whether the lease has ended: it has to join again.</param>
public sealed record MemberStanding(string Group, string Id, long Lease, TimeSpan Ttl, long DeadlineTimestamp, bool Gone);
