namespace Perdure.Coordination.Shared.Rollout;

/// <summary>How it stands with a staged roll-out. Only <see cref="Running"/> ever changes.</summary>
public enum RolloutState
{
    /// <summary>Under way, node by node.</summary>
    Running,

    /// <summary>All nodes run the new version.</summary>
    Done,

    /// <summary>Stopped by itself or by an operator; all nodes were sent back.</summary>
    Stopped,

    /// <summary>Another version was made meanwhile (a roll-back or a withdrawal), which all nodes follow.</summary>
    Superseded,
}
