using Perdure.Coordination.Elections;

namespace Perdure.Console.Agreement;

/// <summary>Where a candidate stands.</summary>
internal sealed record StandingAnswer(
    string Election, string Candidate, bool Leader, long Token, string Lease, int Ahead, double TtlSeconds, string Node)
{
    /// <summary>The answer of a node.</summary>
    public static StandingAnswer Of(Standing standing, string node) => new(
        standing.Name,
        standing.Candidate,
        standing.Leader,
        standing.Token,
        AgreementCall.Text(standing.Lease),
        standing.Ahead,
        standing.Ttl.TotalSeconds,
        node);
}
