using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Support;

/// <summary>A node with its shared state, its own faults and its own file; can be restarted.</summary>
internal sealed class SharedNode : IAsyncDisposable
{
    private readonly string _name;

    public SharedNode(ICoordinator store, string name, string directory, int seed = 0)
    {
        _name = name;
        Clock = new QuickTime(50);
        Store = new FaultyCoordinator(store, Clock, seed);
        File = Path.Combine(directory, name + ".state");
        State = Begin();
    }

    public TimeProvider Clock { get; }

    public FaultyCoordinator Store { get; }

    public CapturedLog Log { get; } = new();

    public string File { get; }

    public SharedState State { get; private set; }

    public SharedState Begin() => State = SharedState.Start(
        Store, new SharedStateOptions { SnapshotFile = File, Node = _name, Clock = Clock, Log = Log });

    public async Task RestartAsync()
    {
        await State.DisposeAsync();
        Begin();
    }

    /// <summary>Waits until the node has heard of all that stood in the store when this was called.</summary>
    public Task HeardAsync() => Eventually.Holds(() => State.Fresh && State.PendingChanges == 0, $"{_name} follows the store");

    public async ValueTask DisposeAsync() => await State.DisposeAsync();
}
