using Perdure.Coordination.Membership;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Recipes;

/// <summary>A node with its session.</summary>
internal sealed class TestNode(NodeRecord self, string? previous) : IAsyncDisposable
{
    private Session? _session;
    private NodeMembership? _membership;

    public NodeRecord Self => self;

    public Session Session => _session!;

    public NodeMembership Membership => _membership!;

    public async Task<TestNode> StartAsync(ICoordinator store, MembershipState until = MembershipState.Joined)
    {
        _session = Session.Start(store, new SessionOptions { Ttl = TimeSpan.FromSeconds(15) });
        _membership = NodeMembership.Start(store, _session, self, previous);
        await ReachesAsync(until);
        return this;
    }

    public Task ReachesAsync(MembershipState state) => Eventually.Holds(() => Membership.State == state, $"{self.Incarnation} of {self.Id} is {state}");

    public async ValueTask DisposeAsync()
    {
        if (_membership is not null) await _membership.DisposeAsync();
        if (_session is not null) await _session.DisposeAsync();
    }
}
