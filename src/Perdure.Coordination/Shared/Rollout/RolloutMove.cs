namespace Perdure.Coordination.Shared.Rollout;

/// <summary>What is to be done next.</summary>
/// <param name="Next">The roll-out from now on; null: it stays as it is.</param>
/// <param name="Stop">Why it must be stopped and the nodes sent back; null: it must not.</param>
/// <param name="What">What the step is, for the log.</param>
internal readonly record struct RolloutMove(StagedRollout? Next, string? Stop, string What)
{
    public static RolloutMove None => default;
}
