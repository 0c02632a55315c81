using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Shared;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

/// <summary>The shared state of a node over a store in memory.</summary>
internal sealed class SharedOnOneNode : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SharedOnOneNode()
    {
        Store = new FaultyCoordinator(EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "shop" }));
        State = SharedState.Start(Store, new SharedStateOptions
        {
            SnapshotFile = Path.Combine(_folder.Path, "shared.json"),
            Node = "gateway-1",
            Clock = TimeProvider.System,
            Log = NullLogger.Instance,
        });
    }

    public FaultyCoordinator Store { get; }

    public SharedState State { get; }

    public static async Task<SharedOnOneNode> StartAsync()
    {
        var shared = new SharedOnOneNode();
        await shared.State.FirstAsync(CancellationToken.None);
        return shared;
    }

    /// <summary>A lease that lives as long as a test does.</summary>
    public async Task<long> LeaseAsync() => (await Store.GrantAsync(TimeSpan.FromMinutes(5), CancellationToken.None)).Id;

    public async ValueTask DisposeAsync()
    {
        await State.DisposeAsync();
        Store.Fault = null;
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
