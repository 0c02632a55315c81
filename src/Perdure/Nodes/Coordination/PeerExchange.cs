using Perdure.Coordination.Membership;
using Perdure.Coordination.Peers;
using Perdure.Coordination.Storage;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// Carries the counts of cluster limits between the nodes, once a plan has such a limit. From then on it stays, because the next reload may
/// bring the limit back.
/// </summary>
internal sealed class PeerExchange : IAsyncDisposable
{
    private readonly PeerSecret _secret;
    private readonly PeerServer _server;
    private readonly PeerLink _link;

    private PeerExchange(PeerSecret secret, PeerServer server, PeerLink link, string address) =>
        (_secret, _server, _link, Address) = (secret, server, link, address);

    /// <summary>Where the other nodes reach this one.</summary>
    public string Address { get; }

    /// <summary>Opens the socket and begins.</summary>
    /// <param name="coordinator">Where the secret is.</param>
    /// <param name="options">How.</param>
    /// <param name="counts">What is carried.</param>
    /// <param name="advertise">From the bound address to the one that others use.</param>
    /// <param name="nodes">All nodes, as last known.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<PeerExchange> StartAsync(
        ICoordinator coordinator,
        PeerOptions options,
        IPeerCounts counts,
        Func<System.Net.IPEndPoint, string> advertise,
        Func<NodeMembership?> nodes,
        CancellationToken cancellationToken)
    {
        var secret = PeerSecret.Start(coordinator, options);
        try
        {
            var server = await PeerServer.StartAsync(options, secret, counts, cancellationToken);
            var link = PeerLink.Start(options, secret, server, counts, () => View(nodes(), coordinator.Status.State, options.Node));
            return new PeerExchange(secret, server, link, advertise(server.Address));
        }
        catch
        {
            await secret.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _server.DisposeAsync();
        await _secret.DisposeAsync();
    }

    /// <summary>Who else is there: the nodes that can be reached, and how many live at all.</summary>
    internal static PeerView View(NodeMembership? membership, StoreState store, string self)
    {
        if (membership is null)
            return new PeerView([], 1, Reliable: false);
        var others = membership.Nodes.Where(node => node.Id != self && node.Peers is not null);
        return new PeerView(
            [.. others.Select(node => new PeerNode(node.Id, node.Peers!))],
            membership.LiveNodes,
            store == StoreState.Connected && membership.State == MembershipState.Joined);
    }
}
