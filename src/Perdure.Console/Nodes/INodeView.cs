namespace Perdure.Console.Nodes;

/// <summary>
/// The running node as the admin API sees it. Every method is thread-safe, answers from memory without waiting, and
/// returns an immutable picture: what happens afterwards does not show in it.
/// </summary>
public interface INodeView
{
    /// <summary>What the node is, what it serves and how its last reload went.</summary>
    NodeStatus Status();

    /// <summary>Every service of the plan in force, in the order of the system file.</summary>
    ServiceList Services();

    /// <summary>What the health pages report, in a stable order.</summary>
    IReadOnlyList<HealthCheck> Checks();

    /// <summary>
    /// Carries out an operator's change on one instance. The names are those of <see cref="Services"/>; when a reload has just
    /// removed the instance, the answer is <see cref="ActionOutcome.UnknownInstance"/>, and nothing has changed.
    /// </summary>
    ActionOutcome Act(string service, string instance, InstanceAction action);
}
