using Perdure.Durability.Queues;

namespace Perdure.Durability.Storage;

/// <summary>
/// The way to a store that may be away: it is opened late, is lost, is set aside and opened anew. To be asked each time, never kept. Thread-safe.
/// </summary>
public interface IDurableAccess
{
    /// <summary>The store; null while it is not open.</summary>
    IDurableStore? Store { get; }

    /// <summary>Why it is not open and what to do; null while it is, or when none is declared.</summary>
    string? Problem { get; }

    /// <summary>What has happened to the jobs of a queue on this node since it started.</summary>
    QueueCounters CountersOf(string queue);
}
