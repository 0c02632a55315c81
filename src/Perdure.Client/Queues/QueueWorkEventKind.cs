namespace Perdure.Client.Queues;

/// <summary>What happened to a worker.</summary>
public enum QueueWorkEventKind
{
    /// <summary>A job was done, and the node has it on its disk.</summary>
    Completed,

    /// <summary>An attempt failed; the job is tried again later.</summary>
    Failed,

    /// <summary>The job is dead: given up, or its attempts or its time are used up.</summary>
    Dead,

    /// <summary>The job was given back undone, because the worker was stopped or had no room for it.</summary>
    GivenBack,

    /// <summary>The lease was lost, or the outcome could not be told in time: the job may be done again.</summary>
    Lost,

    /// <summary>A node gives no jobs; it is asked again with growing pauses. Told once, until it is back.</summary>
    NodeLost,

    /// <summary>A node that was lost gives jobs again.</summary>
    NodeBack,
}
