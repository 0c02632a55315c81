using Perdure.Coordination.Elections;

namespace Perdure.Console.Agreement;

/// <summary>Who leads. The lease is left away: whoever knows it can resign for the leader.</summary>
internal sealed record LeaderAnswer(string Candidate, string Value, long Token)
{
    /// <summary>The leader, when there is one.</summary>
    public static LeaderAnswer? Of(LeaderRecord? leader) => leader is null ? null : new LeaderAnswer(leader.Candidate, leader.Value, leader.Token);
}
