using Perdure.Coordination.Membership;

namespace Perdure.Console.Agreement;

/// <summary>A member of a group.</summary>
internal sealed record MemberAnswer(string Id, string? Address, string? Zone, string? Version, string? Data)
{
    /// <summary>The answer for one.</summary>
    public static MemberAnswer Of(MemberRecord member) =>
        new(member.Id, member.Info.Address, member.Info.Zone, member.Info.Version, member.Info.Data);
}
