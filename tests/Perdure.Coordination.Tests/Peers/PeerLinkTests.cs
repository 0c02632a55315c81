using System.Net;
using System.Net.Sockets;
using Perdure.Coordination.Peers;

namespace Perdure.Coordination.Tests.Peers;

public sealed class PeerLinkTests
{
    [Fact]
    public async Task Counts_of_three_nodes_add_up_on_each()
    {
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b");
        await using var c = await TestPeer.StartAsync(store, "c");
        TestPeer[] all = [a, b, c];
        Meet(all);

        for (var round = 0; round < 50; round++)
        {
            foreach (var (peer, at) in all.Select((peer, at) => (peer, at))) peer.Counts.Add((UInt128)(round % 5), at + 1);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        foreach (var peer in all)
        {
            for (UInt128 key = 0; key < 5; key++) await Eventually.Holds(() => peer.Counts.Sum(key) == 60, $"{peer.Node.Id} knows all of key {key}");
            await Eventually.Holds(() => peer.Counts.Nodes == (3, true), $"{peer.Node.Id} hears all");
            await Eventually.Holds(() => peer.Link.Peers is { Length: 2 } peers && peers.All(p => p.Heard && p.Pushed > 0), $"{peer.Node.Id} is in touch with all");
        }
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("")]
    [InlineData("host:port")]
    public async Task Node_whose_address_is_none_holds_up_nobody_and_the_reason_is_told(string address)
    {
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b");
        a.Knows(new PeerNode("odd", address), b.Node);
        b.Knows(a.Node);

        a.Counts.Add(9, 7);

        await Eventually.Holds(() => b.Counts.Sum(9) == 7, "the other one hears");
        await Eventually.Holds(() => a.Link.Peers.Any(p => p.Node.Id == "odd" && p.Problem is { } why && why.Contains("host:port", StringComparison.Ordinal)), "the reason is told");
    }

    [Fact]
    public async Task View_that_throws_now_and_then_does_not_end_the_exchange()
    {
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b");
        a.Breaks();
        await Eventually.Holds(() => a.Broken > 2, "it was asked again");
        Meet(a, b);

        await Eventually.Holds(() => a.Counts.Nodes == (2, true), "it goes on");
    }

    [Fact]
    public async Task Dead_node_is_noticed_and_does_not_hold_up_the_others()
    {
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b");
        await using var c = await TestPeer.StartAsync(store, "c");
        Meet(a, b, c);
        await Eventually.Holds(() => a.Counts.Nodes == (3, true), "all are heard");

        await c.DisposeAsync();

        await Eventually.Holds(() => a.Counts.Nodes == (3, false), "the dead one is missed");
        a.Counts.Add(9, 7);
        await Eventually.Holds(() => b.Counts.Sum(9) == 7, "the other one still hears");
        await Eventually.Holds(() => a.Link.Peers.Single(p => p.Node.Id == "c").Problem is not null, "the failure has a reason");

        a.Knows(b.Node);
        await Eventually.Holds(() => a.Counts.Nodes == (2, true), "it is known to be gone");
    }

    [Fact]
    public async Task Node_that_accepts_and_never_answers_holds_up_nobody()
    {
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b");
        a.Knows(b.Node, new PeerNode("hole", hole.LocalEndpoint.ToString()!));
        b.Knows(a.Node);
        await Eventually.Holds(() => a.Link.Peers is [_, { Failed: >= 2 }], "pushes to the hole fail");

        // A push to the hole takes 500 ms to fail; the other one gets several meanwhile, unless the machine has no time for either.
        await Eventually.Holds(
            async () =>
            {
                var (before, failed) = (b.Counts.Merges, a.Link.Peers[1].Failed);
                await Eventually.Holds(() => a.Link.Peers[1].Failed >= failed + 2, "and fail again");
                return b.Counts.Merges - before >= 4;
            },
            "the other one is not held up");
        // Every few pushes the connection itself ends for want of an answer to its pings, and that one says so instead.
        await Eventually.Holds(() => a.Link.Peers[1].Problem?.Contains("did not answer within 500 ms", StringComparison.Ordinal) == true, "the reason is told");
        Assert.False(a.Counts.Nodes.AllHeard);
    }

    [Fact]
    public async Task Node_that_restarts_is_told_everything_again()
    {
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b", "1");
        Meet(a, b);
        a.Counts.Add(1, 3);
        b.Counts.Add(1, 4);
        await Eventually.Holds(() => a.Counts.Sum(1) == 7, "the first process is heard");
        var address = b.Server.Address;

        await b.DisposeAsync();
        await using var again = await TestPeer.StartAsync(store, "b", "2", new PeerOptions { Node = "", Incarnation = "", Address = address });
        again.Knows(a.Node);
        again.Counts.Add(1, 5);

        await Eventually.Holds(() => again.Counts.Sum(1) == 8, "the second process knows what the other counted");
        await Eventually.Holds(() => a.Counts.Sum(1) == 12, "what both processes counted counts");
    }

    [Fact]
    public async Task Lost_store_is_passed_on_and_does_not_stop_the_pushing()
    {
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a");
        await using var b = await TestPeer.StartAsync(store, "b");
        Meet(a, b);
        await Eventually.Holds(() => a.Counts.Nodes == (2, true), "all are heard");

        await store.DisposeAsync();
        a.Doubts();

        await Eventually.Holds(() => a.Counts.Nodes == (2, false), "each has its part");
        a.Counts.Add(4, 2);
        await Eventually.Holds(() => b.Counts.Sum(4) == 2, "the secret is still known");
    }

    [Fact]
    public async Task Nodes_with_a_certificate_speak_tls()
    {
        using var folder = new PeerCertificate();
        var options = new PeerOptions { Node = "", Incarnation = "", CertificatePath = folder.CertificatePath, KeyPath = folder.KeyPath, CaPath = folder.CertificatePath };
        await using var store = TestPeer.Store();
        await using var a = await TestPeer.StartAsync(store, "a", options: options);
        await using var b = await TestPeer.StartAsync(store, "b", options: options);
        await using var stranger = await TestPeer.StartAsync(store, "c", options: options with { CaPath = null });
        Meet(a, b);
        stranger.Knows(a.Node);
        a.Counts.Add(1, 3);

        await Eventually.Holds(() => b.Counts.Sum(1) == 3, "the count arrives");
        await Eventually.Holds(() => stranger.Link.Peers is [{ Failed: > 0 }], "a certificate of unknown origin is not accepted");
    }

    private static void Meet(params TestPeer[] all)
    {
        foreach (var peer in all) peer.Knows([.. all.Where(other => other != peer).Select(other => other.Node)]);
    }
}
