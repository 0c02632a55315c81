using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Contract;

namespace Perdure.Coordination.Tests.Embedded;

public sealed class InMemoryContract : CoordinatorContract
{
    private EmbeddedCoordinator? _coordinator;

    protected override Task<ICoordinator> CreateAsync() =>
        Task.FromResult<ICoordinator>(_coordinator = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = SystemName }));

    protected override Task<ICoordinator?> ReopenAsync(string system) => Task.FromResult<ICoordinator?>(null);

    protected override Task<ICoordinator?> NeighbourAsync() => Task.FromResult<ICoordinator?>(null);

    protected override Task CompactAsync(long revision)
    {
        _coordinator!.Compact(revision);
        return Task.CompletedTask;
    }
}
