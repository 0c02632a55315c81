namespace Perdure.Console.Nodes;

/// <summary>
/// The running node as the admin API sees it. Thread-safe. Whatever shows something answers from memory without waiting, with an
/// immutable picture: what happens afterwards does not show in it.
/// </summary>
public interface INodeView
{
    /// <summary>What the node is, what it serves and how its last reload went.</summary>
    NodeStatus Status();

    /// <summary>Every service of the plan in force, in the order of the system file.</summary>
    ServiceList Services();

    /// <summary>What became of the requests of each route.</summary>
    RouteCountList RouteCounts() => new(RouteCountList.Bounds, []);

    /// <summary>What the health pages report, in a stable order.</summary>
    IReadOnlyList<HealthCheck> Checks();

    /// <summary>
    /// Carries out an operator's change of one instance: here at once, and on all nodes as soon as they can be told. The names are those of
    /// <see cref="Services"/>; when a reload has just removed the instance, the answer is <see cref="ActionOutcome.UnknownInstance"/>, and
    /// nothing has changed. Waits for the store, but not for one that is known to be lost.
    /// </summary>
    Task<ActionResult> ActAsync(
        string service, string instance, InstanceAction action, string by, CancellationToken cancellationToken);
}
