using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>One time of leading, from winning to losing. Thread-safe.</summary>
public sealed class LeadershipTerm
{
    internal LeadershipTerm(long token) => Token = token;

    /// <summary>The fencing token; greater than that of every leader before.</summary>
    public long Token { get; }

    /// <summary>Whether this process may act as leader at this moment; reads the clock at each call. Once false it stays false.</summary>
    public bool Holds => false;

    /// <summary>Cancelled when the term ends: at the local deadline at the latest, which is before the lease can end at the store.</summary>
    public CancellationToken Lost => default;

    /// <summary>The guard for writes of the leader: holds at the store for as long as this candidate is in the queue with this token.</summary>
    public Compare Guard => throw new NotImplementedException();
}
