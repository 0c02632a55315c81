namespace Perdure.Supervision;

/// <summary>What a supervised process is doing.</summary>
public enum ProcessState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended or couldn't be started, and starts again at <see cref="ProcessStatus.NextStart"/>.</summary>
    BackingOff,

    /// <summary>It was stopped, or ended well and its restart policy leaves it so.</summary>
    Stopped,

    /// <summary>It failed and its restart policy leaves it so.</summary>
    Failed,
}
