namespace Perdure.Coordination.Membership;

/// <summary>A member of a group. Immutable.</summary>
/// <param name="Group">The group.</param>
/// <param name="Id">The member.</param>
/// <param name="Info">What it tells.</param>
/// <param name="Since">The revision at which it joined.</param>
public sealed record MemberRecord(string Group, string Id, MemberInfo Info, long Since);
