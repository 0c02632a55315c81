using System.Net;
using System.Text;
using Perdure.Coordination.Peers;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Peers;

public sealed class PeerServerTests
{
    [Fact]
    public async Task Push_without_the_secret_is_refused_and_counted()
    {
        await using var store = TestPeer.Store();
        await using var elsewhere = TestPeer.Store();
        await using var peer = await StartAsync(store, "a");
        await using var other = await StartAsync(elsewhere, "b");
        var body = peer.Message("b", 1, 5);

        Assert.Equal(HttpStatusCode.Unauthorized, await peer.PostAsync(body, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await peer.PostAsync(body, "00"));
        Assert.Equal(HttpStatusCode.Unauthorized, await peer.PostAsync(body, new string('x', 64)));
        Assert.Equal(HttpStatusCode.Unauthorized, await peer.PostAsync(body, other.Sign(body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await peer.PostAsync(peer.Message("b", 1, 6), peer.Sign(body)));
        Assert.Equal(5, peer.Server.Unauthenticated);
        Assert.Equal((0, 0), (peer.Counts.Sum(1), peer.Counts.Merges));

        Assert.Equal(HttpStatusCode.NoContent, await peer.PostAsync(body, peer.Sign(body)));
        Assert.Equal(5, peer.Counts.Sum(1));
    }

    [Fact]
    public async Task Push_that_is_played_again_changes_nothing()
    {
        await using var store = TestPeer.Store();
        await using var peer = await StartAsync(store, "a");
        byte[] first = peer.Message("b", 1, 5), second = peer.Message("b", 2, 6), restarted = peer.Message("b", 1, 2, incarnation: "y");

        foreach (var body in new[] { first, second, first, second, restarted, first, second, restarted })
            Assert.Equal(HttpStatusCode.NoContent, await peer.PostAsync(body, peer.Sign(body)));

        Assert.Equal((3, 5), (peer.Server.Accepted, peer.Server.Ignored));
        Assert.Equal(8, peer.Counts.Sum(1));
    }

    [Fact]
    public async Task Push_for_an_earlier_process_is_not_taken_in()
    {
        await using var store = TestPeer.Store();
        await using var peer = await StartAsync(store, "a", "2");
        var body = peer.Message("b", 1, 5, to: "1");

        Assert.Equal(HttpStatusCode.Conflict, await peer.PostAsync(body, peer.Sign(body)));
        Assert.Equal(0, peer.Counts.Merges);
    }

    [Fact]
    public async Task Push_that_is_too_large_or_no_push_is_refused()
    {
        await using var store = TestPeer.Store();
        await using var peer = await StartAsync(store, "a");
        var large = new byte[(1 << 20) + 1];
        byte[] nonsense = [1, 2, 3];

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await peer.PostAsync(large, peer.Sign(large)));
        Assert.Equal(HttpStatusCode.BadRequest, await peer.PostAsync(nonsense, peer.Sign(nonsense)));
        Assert.Equal(HttpStatusCode.NotFound, await peer.PostAsync(nonsense, null, "/"));
    }

    [Fact]
    public async Task Http1_is_not_spoken()
    {
        await using var store = TestPeer.Store();
        await using var peer = await StartAsync(store, "a");
        using var client = new HttpClient();

        var body = peer.Message("b", 1, 5);
        using var content = new ByteArrayContent(body);
        content.Headers.Add("perdure-signature", peer.Sign(body));

        using var answer = await client.PostAsync($"http://{peer.Server.Address}/peers/v1/counts", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal((0, 0), (peer.Counts.Merges, peer.Server.Unauthenticated));
    }

    [Fact]
    public async Task Address_that_is_taken_is_a_clear_error()
    {
        await using var store = TestPeer.Store();
        await using var peer = await StartAsync(store, "a");
        await using var secret = PeerSecret.Start(store, new PeerOptions { Node = "b", Incarnation = "1" });

        var fault = await Assert.ThrowsAsync<IOException>(() => PeerServer.StartAsync(
            new PeerOptions { Node = "b", Incarnation = "1", Address = peer.Server.Address }, secret, new SummedCounts(), CancellationToken.None));

        Assert.Contains("coordination.peers.address", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_is_made_once_and_read_by_all()
    {
        await using var store = TestPeer.Store();
        await using var a = await StartAsync(store, "a");
        await using var b = await StartAsync(store, "b");
        var body = Encoding.UTF8.GetBytes("x");

        Assert.Equal(a.Sign(body), b.Sign(body));
        var entry = (await store.RangeAsync(RangeQuery.Of(PeerSecret.Key), CancellationToken.None)).First!;
        Assert.Equal((1, 32), (entry.Version, Convert.FromBase64String(Encoding.ASCII.GetString(entry.Value.Span)).Length));
    }

    [Fact]
    public async Task Secret_that_is_none_is_told_and_replaced_once_it_is_gone()
    {
        await using var store = TestPeer.Store();
        await store.CommitAsync(new Transaction { Then = [Operation.Put(PeerSecret.Key, Encoding.ASCII.GetBytes("swordfish"))] }, CancellationToken.None);
        await using var secret = PeerSecret.Start(store, new PeerOptions { Node = "a", Incarnation = "1" });
        await Eventually.Holds(() => secret.Problem is not null, "the problem is told");
        Assert.Contains("peers/secret", secret.Problem, StringComparison.Ordinal);
        Assert.False(secret.Known);

        await store.CommitAsync(new Transaction { Then = [Operation.Delete(PeerSecret.Key)] }, CancellationToken.None);

        await Eventually.Holds(() => secret.Known, "a new one was made");
    }

    // Without hurry: what is sent slowly is refused, and that is not what these tests are about.
    private static Task<TestPeer> StartAsync(ICoordinator store, string node, string incarnation = "1") =>
        TestPeer.StartAsync(store, node, incarnation, new PeerOptions { Node = "", Incarnation = "", Timeout = TimeSpan.FromMinutes(1), LostAfter = TimeSpan.FromMinutes(1) });
}
