using System.Runtime.CompilerServices;
using Perdure.Coordination.Queues;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>
/// Leader election. All state is in the store, so any node can serve any call of a candidate. Candidates lead in the order in which they
/// entered. Thread-safe.
/// </summary>
/// <remarks>
/// The recipe: a key under a lease of one's own, written if it is not there; places ordered by creation revision; each waits for the deletion
/// of the one right before it only; who finds itself first in a guarded transaction leads, and its creation revision is its fencing token.
/// Every method throws <see cref="CoordinationException"/> as <see cref="ICoordinator"/> does and <see cref="ArgumentException"/> for names
/// outside of <see cref="CoordinationNames"/>. After <see cref="CoordinationFailure.UnknownOutcome"/> the call can be repeated with the same lease.
/// </remarks>
public sealed class Elections(ICoordinator coordinator)
{
    /// <summary>The most candidates of one election.</summary>
    public const int MaxCandidates = 10_000;

    /// <summary>The most that wait or observe through one instance at a time.</summary>
    public const int MaxObservers = 4096;

    private readonly FencedQueue _queue = new(coordinator, QueueKind.Election);
    private readonly Places _places = new(MaxObservers, "elections");

    /// <summary>Grants a lease and enters the queue under it. When entering fails the lease is ended, so nothing stays behind.</summary>
    /// <param name="election">The election; it exists while it has candidates.</param>
    /// <param name="candidate">Who enters. A candidate can be in the queue once.</param>
    /// <param name="value">What to publish about it, such as an address.</param>
    /// <param name="ttl">How long the candidate stays in without being renewed: 2 s to 5 min.</param>
    /// <param name="cancellationToken">Ends the wait; the candidate is taken out again.</param>
    /// <exception cref="NameTakenException">This candidate is in the queue already, under a lease that has not ended.</exception>
    public async Task<Standing> EnterAsync(string election, string candidate, string value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var entry = Check(election, candidate, value);
        return Standing.From(await _queue.EnterAsync(election, entry, CoordinationNames.CheckTtl(ttl), cancellationToken));
    }

    /// <summary>
    /// Enters again under the lease that <see cref="EnterAsync(string, string, string, TimeSpan, CancellationToken)"/> granted, which is to renew it.
    /// </summary>
    /// <remarks>A lease that is gone, or is none of this election, gives a standing that is <see cref="Standing.Gone"/>.</remarks>
    public Task<Standing> EnterAsync(string election, string candidate, string value, long lease, CancellationToken cancellationToken)
    {
        Check(election, candidate, value);
        return RenewAsync(election, lease, cancellationToken);
    }

    /// <summary>
    /// Renews, then waits; returns when the candidate leads, when the time is over, or when its lease is gone. The lease is renewed while
    /// waiting. While the store is lost it goes on waiting, and throws when it is still lost at the end.
    /// </summary>
    public async Task<Standing> WaitAsync(string election, long lease, TimeSpan wait, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(election, "election");
        using var place = _places.Take();
        return Standing.From(await _queue.WaitAsync(election, lease, wait, null, named: true, cancellationToken));
    }

    /// <summary>Renews the lease, if it is one of this election, then verifies by a guarded transaction that the candidate's own key is still there and where it stands.</summary>
    public async Task<Standing> RenewAsync(string election, long lease, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(election, "election");
        return Standing.From(await _queue.HasAsync(election, lease, cancellationToken)
            ? await _queue.RenewAsync(election, lease, null, cancellationToken)
            : QueueStanding.Left(election, lease));
    }

    /// <summary>Leaves the queue and ends the lease; the next one leads at once. It is no error when the candidate is not there any more.</summary>
    public Task ResignAsync(string election, long lease, CancellationToken cancellationToken) =>
        _queue.LeaveAsync(CoordinationNames.CheckName(election, "election"), lease, cancellationToken);

    /// <summary>Who leads; null for nobody.</summary>
    public async Task<LeaderRecord?> LeaderAsync(string election, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(election, "election");
        return LeaderRecord.From(election, (await _queue.FirstAsync(election, consistency, cancellationToken)).First);
    }

    /// <summary>The election, with the number of its candidates; one without any when nobody has entered.</summary>
    public async Task<ElectionRecord> GetAsync(string election, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(election, "election");
        var first = await _queue.FirstAsync(election, consistency, cancellationToken);
        return new ElectionRecord
        {
            Name = election,
            Leader = LeaderRecord.From(election, first.First),
            Candidates = first.First is null ? 0 : Math.Max(1, await _queue.CountAsync(election, consistency, cancellationToken)),
            Revision = first.Revision,
        };
    }

    /// <summary>
    /// Who leads (null: nobody), first as it is now and then whenever it changes, until cancelled. Several changes in a row may be told as
    /// one. While the store is lost nothing comes. <see cref="LeaderRecord.Token"/> identifies what was seen last.
    /// </summary>
    public IAsyncEnumerable<LeaderRecord?> ObserveAsync(string election, CancellationToken cancellationToken) =>
        FollowAsync(CoordinationNames.CheckName(election, "election"), cancellationToken);

    /// <summary>Whether this fencing token is the leader's at a moment during the call (linearizable).</summary>
    public Task<bool> HoldsAsync(string election, long token, CancellationToken cancellationToken) =>
        _queue.HoldsAsync(CoordinationNames.CheckName(election, "election"), token, cancellationToken);

    /// <summary>All elections that have candidates, by name.</summary>
    public async Task<IReadOnlyList<ElectionRecord>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await QueueList.ReadAsync(_queue, cancellationToken)).Select(queue => new ElectionRecord
        {
            Name = queue.Name, Leader = LeaderRecord.From(queue.Name, queue.First), Candidates = queue.Length, Revision = queue.Revision,
        }),
    ];

    private static QueueEntry Check(string election, string candidate, string value)
    {
        CoordinationNames.CheckName(election, "election");
        return new QueueEntry(CoordinationNames.CheckCandidate(candidate, "candidate"), CoordinationNames.CheckValue(value, "value of the candidate"));
    }

    private async IAsyncEnumerable<LeaderRecord?> FollowAsync(string election, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = _places.Take();
        await foreach (var first in QueueObserver.FollowAsync(_queue, election, cancellationToken))
            yield return LeaderRecord.From(election, first);
    }
}
