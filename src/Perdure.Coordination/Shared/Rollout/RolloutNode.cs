namespace Perdure.Coordination.Shared.Rollout;

/// <summary>A node that is alive, as the conductor sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Zone">Where it is; null when not said.</param>
public sealed record RolloutNode(string Id, string? Zone);
