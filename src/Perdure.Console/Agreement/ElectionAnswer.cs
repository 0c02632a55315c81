using Perdure.Coordination.Elections;

namespace Perdure.Console.Agreement;

/// <summary>An election. Its revision is the leader's token, 0 for nobody: it identifies who leads, on every node alike.</summary>
internal sealed record ElectionAnswer(string Election, LeaderAnswer? Leader, long Revision, int Candidates)
{
    /// <summary>The answer for one.</summary>
    public static ElectionAnswer Of(ElectionRecord election) =>
        new(election.Name, LeaderAnswer.Of(election.Leader), election.Leader?.Token ?? 0, election.Candidates);
}
