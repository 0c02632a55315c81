using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Peers;

/// <summary>
/// The secret that the nodes of a system sign with: 32 random bytes under <c>peers/secret</c>, created by whoever comes first. Once read it
/// is kept, so that losing the store does not silence the nodes. Thread-safe.
/// </summary>
public sealed class PeerSecret : IAsyncDisposable
{
    private PeerSecret()
    {
    }

    /// <summary>The key in the store.</summary>
    public const string Key = "peers/secret";

    /// <summary>Whether it is known yet.</summary>
    public bool Known => false;

    /// <summary>Begins to get it from the store, and goes on trying until it has it.</summary>
    public static PeerSecret Start(ICoordinator coordinator, PeerOptions options) => new();

    /// <summary>Ends the trying.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
