using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.OutlierDetection;

/// <summary>
/// The recent results of a pool, slice by slice backwards from now, so that one instance can be compared with the others over windows of growing length:
/// the shortest that hold enough show a new fault early, the longer ones a small fault surely. The caller holds the pool's lock.
/// </summary>
internal sealed class SuccessRates
{
    private readonly List<Instance> _judged = [];
    private RollingCounts[] _totals = [];
    private long _slice;

    /// <summary>Adds up what those who are judged have counted since they are judged.</summary>
    internal void Collect(IReadOnlyList<Instance> instances, Func<Instance, bool> isJudged, long nowMs)
    {
        _judged.Clear();
        foreach (var instance in instances)
            if (isJudged(instance))
                _judged.Add(instance);
        if (_judged.Count == 0) return;
        var slices = _judged[0].Window.Slices;
        if (_totals.Length != slices) _totals = new RollingCounts[slices];
        _slice = nowMs / _judged[0].Window.SliceMs;
        for (var back = 0; back < slices; back++)
        {
            _totals[back] = default;
            foreach (var instance in _judged) _totals[back] += At(instance, back);
        }
    }

    /// <summary>The others over the shortest window in which they were called often enough; all there is when they were not.</summary>
    internal RollingCounts Others(Instance one, int minimum)
    {
        var others = default(RollingCounts);
        // Four times the minimum, because the ratio itself is asked for here, not a comparison that weighs its own uncertainty.
        for (var back = 0; back < _totals.Length && others.Calls < 4L * minimum; back++) others += _totals[back] - At(one, back);
        return others;
    }

    /// <summary>Whether one fails significantly more than the others in any of the windows, and has failed since <paramref name="freshFromMs"/>.</summary>
    internal bool IsOutlier(Instance instance, in Evidence needed, long freshFromMs, out RollingCounts one, out RollingCounts rest)
    {
        (one, rest) = (default, default);
        var minimum = needed.MinimumRequests;
        // An instance with little traffic holds its old failures for long; without a new one they are history.
        var freshSlices = _slice - (freshFromMs / instance.Window.SliceMs);
        long enough = Math.Max(1, minimum);
        var newest = true;
        for (var back = 0; back < _totals.Length; back++)
        {
            var here = At(instance, back);
            one += here;
            rest += _totals[back] - here;
            if (back == freshSlices && one.Failures == 0) return false;
            if (one.Calls < enough || rest.Calls < minimum) continue;
            // Longer windows make a verdict surer, but the past alone condemns nobody: the newest one must look bad as well.
            if (!SuccessRateTest.IsNoticeable(one, rest) && newest) return false;
            if (SuccessRateTest.IsOutlier(one, rest, needed.Z, out _)) return true;
            newest = false;
            enough = one.Calls * 3 / 2;
        }
        return false;
    }

    private RollingCounts At(Instance instance, int back)
    {
        var slice = _slice - back;
        return slice < 0 || (slice + 1) * instance.Window.SliceMs <= instance.Standing.JudgedFromMs ? default : instance.Window.At(slice);
    }
}
