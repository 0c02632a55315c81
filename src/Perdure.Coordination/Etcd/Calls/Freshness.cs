using Perdure.Coordination.Etcd.Protocol;

namespace Perdure.Coordination.Etcd.Calls;

/// <summary>
/// How far the history of the store is known to have come. An answer from before that (from a member that was paused, whose data was set
/// back, or that belongs to another cluster) is found out by it. Thread-safe, without locks.
/// </summary>
internal sealed class Freshness
{
    private const string SetBack = "If etcd was restored from a backup on purpose, restart every node of this system: tokens and leases from before do not hold any more";

    private long _revision;
    private ulong _term;
    private ulong _cluster;

    /// <summary>What an answer to a request that is sent now must have reached.</summary>
    public Floor Floor => new(Volatile.Read(ref _revision), Volatile.Read(ref _term));

    /// <summary>Takes note of an answer. Returns what is wrong with it, or null.</summary>
    /// <param name="header">The header of the answer.</param>
    /// <param name="floor">What was known when the request was sent: answers may overtake one another.</param>
    /// <param name="linearizable">Whether the answer must have seen all that was acknowledged before.</param>
    public Doubt? Check(ResponseHeader? header, Floor floor, bool linearizable)
    {
        if (header is null) return new Doubt("its answer has no header", Foreign: true);
        if (header.ClusterId != 0)
        {
            var known = Interlocked.CompareExchange(ref _cluster, header.ClusterId, 0);
            if (known != 0 && known != header.ClusterId)
            {
                return new Doubt(
                    $"it belongs to the cluster {header.ClusterId:x}, not to {known:x}: the endpoints must be of one cluster. If etcd was set up anew, restart every node of this system",
                    Foreign: true);
            }
        }

        if (header.RaftTerm != 0 && header.RaftTerm < floor.Term)
        {
            return new Doubt(
                $"it answers from the raft term {header.RaftTerm}, but {floor.Term} was seen: a member that lags behind, until it has caught up. {SetBack}", Foreign: false);
        }

        if (linearizable && header.Revision < floor.Revision)
            return new Doubt($"it answers from revision {header.Revision}, but {floor.Revision} was seen: older data. {SetBack}", Foreign: false);

        Raise(ref _revision, header.Revision);
        Raise(ref _term, header.RaftTerm);
        return null;
    }

    private static void Raise(ref long held, long seen)
    {
        for (var known = Volatile.Read(ref held); seen > known;)
        {
            var before = Interlocked.CompareExchange(ref held, seen, known);
            if (before == known) return;
            known = before;
        }
    }

    private static void Raise(ref ulong held, ulong seen)
    {
        for (var known = Volatile.Read(ref held); seen > known;)
        {
            var before = Interlocked.CompareExchange(ref held, seen, known);
            if (before == known) return;
            known = before;
        }
    }
}
