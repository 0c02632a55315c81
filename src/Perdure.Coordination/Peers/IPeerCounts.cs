namespace Perdure.Coordination.Peers;

/// <summary>Whose counts are carried between the nodes. Thread-safe; nothing here may block or throw.</summary>
public interface IPeerCounts
{
    /// <summary>
    /// Adds what changed since <paramref name="sinceMs"/> (<see cref="long.MinValue"/> means all), the hottest first and at most
    /// <paramref name="max"/>; returns what to ask with next time.
    /// </summary>
    long Collect(ICollection<PeerCount> into, long sinceMs, int max);

    /// <summary>Takes in what another process has counted; an empty list is a sign of life.</summary>
    void Merge(string sender, IReadOnlyList<PeerCount> counts);

    /// <summary>Says how many nodes there are, this one included, and whether all of them were heard lately.</summary>
    void SetNodes(int liveNodes, bool allHeard);
}
