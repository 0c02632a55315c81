using System.Collections.Concurrent;
using Perdure.Durability.Queues;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A real SQLite store in a folder of its own, which can be away for a while.</summary>
internal sealed class DurableStore : IDurableAccess, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-gateway-");
    private readonly ConcurrentDictionary<string, QueueCounters> _counters = new();
    private readonly DurableOptions _options;
    private volatile SqliteDurableStore? _store;

    public DurableStore(long depthMax = 1_000)
    {
        _options = new DurableOptions { QueueDepthMax = depthMax };
        Open();
    }

    public IDurableStore? Store => _store;

    public IJobStore Jobs => _store!.Jobs;

    public string? Problem => _store is null ? "it was lost by the test" : null;

    public QueueCounters CountersOf(string queue) => _counters.GetOrAdd(queue, static _ => new QueueCounters());

    public void Open() => _store = SqliteDurableStore.Open(Path.Combine(_folder.FullName, "durable.db"), _options);

    public async Task LoseAsync()
    {
        var store = _store!;
        _store = null;
        await store.DisposeAsync();
    }

    public async Task<QueueSummary?> QueueAsync(string name = "later") =>
        (await Jobs.QueuesAsync(CancellationToken.None)).FirstOrDefault(queue => queue.Name == name);

    public async Task<JobInfo> OnlyAsync(string name = "later") =>
        Assert.Single((await Jobs.ListAsync(new JobQuery(name), CancellationToken.None)).Jobs);

    public async ValueTask DisposeAsync()
    {
        if (_store is { } store)
            await store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
