using Perdure.Coordination.Membership;

namespace Perdure.Console.Agreement;

/// <summary>How a member stands.</summary>
internal sealed record MemberStandingAnswer(string Group, string Id, string Lease, double TtlSeconds, string Node)
{
    /// <summary>The answer of a node.</summary>
    public static MemberStandingAnswer Of(MemberStanding standing, string node) =>
        new(standing.Group, standing.Id, AgreementCall.Text(standing.Lease), standing.Ttl.TotalSeconds, node);
}
