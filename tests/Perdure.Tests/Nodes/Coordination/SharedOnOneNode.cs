using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Shared;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

/// <summary>The shared state of a node over a store in memory.</summary>
internal sealed class SharedOnOneNode : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedCoordinator _store;

    private SharedOnOneNode()
    {
        _store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "shop" });
        State = SharedState.Start(_store, new SharedStateOptions
        {
            SnapshotFile = Path.Combine(_folder.Path, "shared.json"),
            Node = "gateway-1",
            Clock = TimeProvider.System,
            Log = NullLogger.Instance,
        });
    }

    public SharedState State { get; }

    public static async Task<SharedOnOneNode> StartAsync()
    {
        var shared = new SharedOnOneNode();
        await shared.State.FirstAsync(CancellationToken.None);
        return shared;
    }

    /// <summary>A lease that lives as long as a test does.</summary>
    public async Task<long> LeaseAsync() => (await _store.GrantAsync(TimeSpan.FromMinutes(5), CancellationToken.None)).Id;

    public async ValueTask DisposeAsync()
    {
        await State.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}
