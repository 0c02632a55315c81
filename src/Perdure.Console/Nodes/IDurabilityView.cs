using System.Collections.Immutable;
using Perdure.Durability.Storage;
using Perdure.Model;

namespace Perdure.Console.Nodes;

/// <summary>What the admin API needs of a node that keeps jobs and checkpoints for services. Thread-safe.</summary>
public interface IDurabilityView : IDurableAccess
{
    /// <summary>The node's id, named in answers.</summary>
    string Node { get; }

    /// <summary>Whether the system file declares a store.</summary>
    bool Declared { get; }

    /// <summary>The queues of the plan in force.</summary>
    ImmutableArray<QueueModel> Queues { get; }

    /// <summary>The first route of the plan in force that defers to a queue; null: it is a queue of services.</summary>
    string? RouteOf(string queue) => null;

    /// <summary>Whether any route of the plan in force defers.</summary>
    bool Defers => false;
}
