using System.Collections.Immutable;
using Perdure.Console.Nodes;
using Perdure.Coordination.Elections;
using Perdure.Coordination.Locks;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Tests.Support;

/// <summary>A node's coordination over any store.</summary>
internal sealed class AgreementNode(ICoordinator store, string node = "gateway-1") : ICoordinationView
{
    public string Node => node;

    public StoreStatus Store => store.Status;

    public Elections Elections { get; } = new(store);

    public Locks Locks { get; } = new(store);

    public ServiceMembers Members { get; } = new(store);

    public ImmutableArray<NodeRecord> Nodes =>
    [
        new() { Id = node, Zone = "eu-a", Version = "0.1.0", Admin = "10.0.0.1:9090", Peers = "10.0.0.1:9191", Incarnation = "secret", StartedAt = FakeNode.Since },
    ];
}
