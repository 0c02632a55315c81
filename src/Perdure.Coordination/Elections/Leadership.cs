using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>
/// Campaigns for as long as it lives: enters, waits, leads, and after a loss enters again under a new lease, so that each term has a greater
/// token. Thread-safe.
/// </summary>
public sealed class Leadership : IAsyncDisposable
{
    private Leadership()
    {
    }

    /// <summary>Begins; returns at once.</summary>
    /// <exception cref="ArgumentException">A name or the time to live is out of range.</exception>
    public static Leadership Start(ICoordinator coordinator, LeadershipOptions options) => new();

    /// <summary>Whether this process leads at this moment; reads the clock at each call.</summary>
    public bool IsLeader => Term is { Holds: true };

    /// <summary>The last term, which may have ended; null before the first.</summary>
    public LeadershipTerm? Term => null;

    /// <summary>Why it does not lead, when that is not simply because another does; null otherwise.</summary>
    public string? Problem => null;

    /// <summary>Raised, in order, with each new term. Handlers return fast and do not throw; <see cref="LeadershipTerm.Lost"/> tells the end.</summary>
    public event Action<LeadershipTerm>? Won
    {
        add { }
        remove { }
    }

    /// <summary>Waits for a term that holds.</summary>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    public Task<LeadershipTerm> LeadAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the term, then leaves the queue so that the next one leads at once.</summary>
    public ValueTask DisposeAsync() => default;
}
