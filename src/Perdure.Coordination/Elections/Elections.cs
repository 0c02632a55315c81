using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>
/// Leader election. All state is in the store, so any node can serve any call of a candidate. Candidates lead in the order in which they
/// entered. Thread-safe.
/// </summary>
/// <remarks>
/// Every method throws <see cref="CoordinationException"/> as <see cref="ICoordinator"/> does and <see cref="ArgumentException"/> for names
/// outside of <see cref="CoordinationNames"/>. After <see cref="CoordinationFailure.UnknownOutcome"/> the call can be repeated with the same lease.
/// </remarks>
public sealed class Elections(ICoordinator coordinator)
{
    /// <summary>The most candidates of one election.</summary>
    public const int MaxCandidates = 10_000;

    private readonly ICoordinator _coordinator = coordinator;

    /// <summary>Grants a lease and enters the queue under it. When entering fails the lease is ended, so nothing stays behind.</summary>
    /// <param name="election">The election; it exists while it has candidates.</param>
    /// <param name="candidate">Who enters. A candidate can be in the queue once.</param>
    /// <param name="value">What to publish about it, such as an address.</param>
    /// <param name="ttl">How long the candidate stays in without being renewed: 2 s to 5 min.</param>
    /// <param name="cancellationToken">Ends the wait; the candidate is taken out again.</param>
    /// <exception cref="NameTakenException">This candidate is in the queue already, under a lease that has not ended.</exception>
    public Task<Standing> EnterAsync(string election, string candidate, string value, TimeSpan ttl, CancellationToken cancellationToken) => throw new NotImplementedException(_coordinator.ToString());

    /// <summary>Enters the queue again under a lease that <see cref="EnterAsync(string, string, string, TimeSpan, CancellationToken)"/> granted; does nothing but renew when it is in the queue.</summary>
    /// <remarks>A lease that is gone gives a standing that is <see cref="Standing.Gone"/>.</remarks>
    public Task<Standing> EnterAsync(string election, string candidate, string value, long lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Renews, then waits; returns when the candidate leads, when the time is over, or when its lease is gone. The lease is renewed while
    /// waiting. While the store is lost it goes on waiting, and throws when it is still lost at the end.
    /// </summary>
    public Task<Standing> WaitAsync(string election, long lease, TimeSpan wait, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Renews the lease, then verifies by a guarded transaction that the candidate's own key is still there and where it stands.</summary>
    public Task<Standing> RenewAsync(string election, long lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Leaves the queue and ends the lease; the next one leads at once. It is no error when the candidate is not there any more.</summary>
    public Task ResignAsync(string election, long lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Who leads; null for nobody.</summary>
    public Task<LeaderRecord?> LeaderAsync(string election, ReadConsistency consistency, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The election, with the number of its candidates; one without any when nobody has entered.</summary>
    public Task<ElectionRecord> GetAsync(string election, ReadConsistency consistency, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Who leads (null: nobody), first as it is now and then whenever it changes, until cancelled. Several changes in a row may be told as
    /// one. While the store is lost nothing comes. <see cref="LeaderRecord.Token"/> identifies what was seen last.
    /// </summary>
    public IAsyncEnumerable<LeaderRecord?> ObserveAsync(string election, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Whether this fencing token is the leader's at a moment during the call (linearizable).</summary>
    public Task<bool> HoldsAsync(string election, long token, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>All elections that have candidates, by name.</summary>
    public Task<IReadOnlyList<ElectionRecord>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
