using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Sessions;

/// <summary>
/// Keeps one lease alive for as long as this process lives, from a loop of its own, and gets another when it is lost. Thread-safe.
/// </summary>
public sealed class Session : IAsyncDisposable
{
    private Session(ICoordinator coordinator, SessionOptions options)
    {
        _ = coordinator;
        _ = options;
    }

    /// <summary>Begins; returns at once, the lease comes when the store answers.</summary>
    /// <exception cref="ArgumentException">The time to live is out of range.</exception>
    public static Session Start(ICoordinator coordinator, SessionOptions options) => new(coordinator, options);

    /// <summary>The lease; 0 while there is none. It may be about to end: see <see cref="Alive"/>.</summary>
    public long Lease => 0;

    /// <summary>
    /// Whether the lease can be relied upon at this moment. The clock is read at each call, so it is false after a pause longer than the
    /// lease even before anything else in the process has noticed.
    /// </summary>
    public bool Alive => false;

    /// <summary>Raised, in order and outside of locks, when a lease is gained or lost. Handlers return fast and do not throw.</summary>
    public event Action<SessionChange>? Changed
    {
        add { }
        remove { }
    }

    /// <summary>Waits until there is a lease to rely on.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public ValueTask<long> LeaseAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the lease at the store (or leaves it to expire when the store cannot be reached).</summary>
    public ValueTask DisposeAsync() => default;
}
