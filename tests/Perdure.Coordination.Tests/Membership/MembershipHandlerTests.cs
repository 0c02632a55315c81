using Perdure.Coordination.Embedded;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Membership;

public sealed class MembershipHandlerTests
{
    [Fact]
    public async Task Handler_that_throws_is_logged_and_neither_the_registration_nor_the_others_suffer()
    {
        var log = new CapturedLog();
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" });
        await using var session = Session.Start(store, new SessionOptions { Ttl = TimeSpan.FromSeconds(15), Log = log });
        var self = new NodeRecord { Id = "n-1", Version = "1.0", Incarnation = "run-1", StartedAt = DateTimeOffset.UnixEpoch };
        await using var membership = NodeMembership.Start(store, session, self, null, log);
        var told = 0;
        membership.Changed += () => throw new InvalidOperationException("a handler's fault");
        membership.Changed += () => Interlocked.Increment(ref told);

        await Eventually.Holds(() => membership.State == MembershipState.Joined && membership.Nodes.Length == 1, "it is registered");
        var key = (await store.FindAsync("nodes/n-1"))!;
        await store.RevokeAsync(key.Lease, default);

        await Eventually.Holds(async () => await store.FindAsync("nodes/n-1") is { } again && again.Lease != key.Lease, "it is registered again");
        await Eventually.Holds(() => Volatile.Read(ref told) > 0 && log.TextOf("handler-fault") is not null, "both were called");
    }
}
