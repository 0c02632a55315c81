using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>Which candidates a pass over the pool may take, and what the pool knows as a whole.</summary>
/// <param name="DeferredToo">Whether instances that asked to be left alone may be taken.</param>
/// <param name="TypicalUs">The latency that is usual in the pool: that of its quickest instance.</param>
/// <param name="HeedSilence">Whether instances that owe answers for too long are passed over.</param>
internal readonly record struct Passing(bool DeferredToo, double TypicalUs, bool HeedSilence = false)
{
    internal bool Allows(Instance instance, in SelectionQuery query)
    {
        if (!DeferredToo && instance.Standing.DeferredUntilMs > query.NowMs) return false;
        if (HeedSilence && instance.IsSilent(query.NowMs)) return false;
        if (query.AvoidZone is { } zone && instance.Options.Zone == zone) return false;
        foreach (var tried in query.Tried)
            if (ReferenceEquals(tried, instance))
                return false;
        return true;
    }
}
