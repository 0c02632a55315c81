using Perdure.Durability.Queues;
using Perdure.Durability.Storage;

namespace Perdure.Gateway.Tests.Support;

/// <summary>The way to a store that a test takes away and gives back.</summary>
internal sealed class StoreAccess(IDurableStore? store) : IDurableAccess
{
    private volatile IDurableStore? _store = store;

    private readonly QueueCounters _counters = new();

    public IDurableStore? Store
    {
        get => _store;
        set => _store = value;
    }

    public QueueCounters CountersOf(string queue) => _counters;

    public string? Problem => _store is null ? "the test has taken it away" : null;
}
