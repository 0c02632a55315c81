using Perdure.Client.Leases;

namespace Perdure.Client.Elections;

/// <summary>Being the leader of an election, until it is lost or resigned. Dispose of it to resign.</summary>
public sealed class Leadership : LeaseHold
{
    internal Leadership(string election, string candidate, QueueEntry.First first, LeaseKeeper keeper, Func<CancellationToken, Task> resign)
        : base(election, first.Standing.Token, first.Standing.Lease, keeper, resign) => Candidate = candidate;

    /// <summary>The name under which it leads.</summary>
    public string Candidate { get; }

    /// <summary>Whether this process leads at this moment; compares the clock at each call.</summary>
    public bool IsLeader => IsHeld;

    /// <summary>Resigns, so that the next candidate leads at once.</summary>
    /// <exception cref="PerdureException">No node took the message; the leadership ends with its time to live.</exception>
    public Task ResignAsync(CancellationToken cancellationToken = default) => ReleaseAsync(cancellationToken);
}
