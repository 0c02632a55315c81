using System.Collections.Concurrent;
using System.Collections.Immutable;
using Perdure.Console.Nodes;
using Perdure.Durability.Queues;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Model;

namespace Perdure.Console.Tests.Support;

/// <summary>A node's durable store in a folder of its own.</summary>
internal sealed class DurableNode : IDurabilityView, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, QueueCounters> _counters = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-console-");
    private readonly SqliteDurableStore _store;

    public DurableNode(params QueueModel[] queues)
        : this(TimeProvider.System, queues)
    {
    }

    public DurableNode(TimeProvider clock, params QueueModel[] queues)
    {
        Queues = [.. queues];
        var depths = queues.ToDictionary(queue => queue.Name, queue => (long)queue.MaxDepth);
        _store = SqliteDurableStore.Open(Path.Combine(_folder.FullName, "durable.db"), new DurableOptions { Clock = clock, QueueDepthMaxOf = depths });
    }

    public bool IsOpen { get; set; } = true;

    public string Node => "gateway-1";

    public bool Declared { get; set; } = true;

    public IDurableStore? Store => IsOpen ? _store : null;

    public string? Problem => IsOpen ? null : "durable.db is in use by another process: stop that one";

    public ImmutableArray<QueueModel> Queues { get; set; }

    public Dictionary<string, string> Routes { get; } = [];

    public bool Defers => Routes.Count > 0;

    public string? RouteOf(string queue) => Routes.GetValueOrDefault(queue);

    public QueueCounters CountersOf(string queue) => _counters.GetOrAdd(queue, _ => new QueueCounters());

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
