using Perdure.Coordination.Embedded;

namespace Perdure.Coordination.Tests.Support;

/// <summary>A store in memory, a temporary folder, and nodes on them. Everything is stopped and removed at the end.</summary>
internal sealed class SharedFixture : IAsyncDisposable
{
    private readonly List<SharedNode> _nodes = [];

    public EmbeddedCoordinator Store { get; } = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" });

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("perdure-shared-").FullName;

    public SharedNode Node(string name, int seed = 0)
    {
        var node = new SharedNode(Store, name, Directory, seed);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A node that has listed the store.</summary>
    public async Task<SharedNode> ReadyNodeAsync(string name)
    {
        var node = Node(name);
        await node.HeardAsync();
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        await Store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
