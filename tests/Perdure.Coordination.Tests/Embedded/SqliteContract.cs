using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Contract;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Embedded;

public sealed class SqliteContract : CoordinatorContract
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedCoordinator? _coordinator;

    protected override Task<ICoordinator> CreateAsync() => Task.FromResult<ICoordinator>(_coordinator = Open(SystemName));

    protected override async Task<ICoordinator?> ReopenAsync(string system)
    {
        await _coordinator!.DisposeAsync();
        return Open(system);
    }

    protected override Task<ICoordinator?> NeighbourAsync() => Task.FromResult<ICoordinator?>(null);

    protected override Task CompactAsync(long revision)
    {
        _coordinator!.Compact(revision);
        return Task.CompletedTask;
    }

    protected override Task CleanUpAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private EmbeddedCoordinator Open(string system) => EmbeddedCoordinator.Open(_folder.File("coordination.db"), new EmbeddedOptions { System = system, Timeout = TimeSpan.FromMinutes(1) });
}
