using System.Globalization;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.OutlierDetection;

namespace Perdure.Resilience.Pools;

// What happens by time, and outlier detection.
public sealed partial class ServicePool
{
    private const long UsualEveryMs = 1_000;
    private const double UsualErrorsMax = 0.05;

    private readonly SuccessRates _rates = new();
    private readonly List<long> _measured = [];
    private long _nextJudgementMs;
    private long _nextUsualMs;
    private bool _replaced;
    private ulong _ejectionJitter = 0x5EED;

    /// <summary>
    /// Does what is due by time: ends ejections, half-opens breakers, fails probes past their deadline, moves ramps on, compares success rates. To be
    /// called about every 100 ms by one timer.
    /// </summary>
    public void Sweep(long nowMs)
    {
        Volatile.Write(ref _seenMs, nowMs);
        lock (Gate)
        {
            // Its instances are another pool's affair now; a timer may not have noticed yet.
            if (_replaced) return;
            foreach (var instance in Instances)
            {
                instance.Latency.Advance(nowMs);
                instance.Window.Touch(nowMs);
            }
            MeasureLatency(nowMs);
            Advance(nowMs);
            JudgeSilence(nowMs);
            if (nowMs >= _nextUsualMs)
            {
                _nextUsualMs = nowMs + UsualEveryMs;
                LearnUsual(nowMs);
            }
            if (Options.OutlierDetection is { } detection && nowMs >= _nextJudgementMs)
            {
                _nextJudgementMs = nowMs + Math.Max(1, detection.IntervalMs);
                CompareSuccessRates(detection, nowMs);
            }
        }
        Publish();
    }

    private void Advance(long nowMs)
    {
        var changed = false;
        foreach (var instance in Instances)
        {
            instance.Breaker.Advance(nowMs);
            var standing = instance.Standing;
            if (standing.Ejected && nowMs >= standing.EjectedUntilMs) Readmit(instance, "the ejection is over", nowMs);
            else if (standing.EjectedForSilence && instance.Unanswered == 0) Readmit(instance, "it answers again", nowMs);
            AskRefusingAgain(instance, nowMs);
            if (standing.WarmingSinceMs is { } since)
            {
                changed = true;
                if (nowMs - since >= Options.SlowStartMs) standing.WarmingSinceMs = null;
            }
            Forgive(instance, nowMs);
        }
        if (changed) Rebuild(nowMs);
    }

    private void Forgive(Instance instance, long nowMs)
    {
        var standing = instance.Standing;
        if (standing.EjectionCount == 0 || standing.Ejected || instance.Breaker.State != BreakerState.Closed) return;
        if (nowMs - standing.CleanSinceMs < (Options.OutlierDetection?.BaseEjectionMs ?? 0)) return;
        standing.EjectionCount--;
        standing.CleanSinceMs = nowMs;
    }

    private void LearnUsual(long nowMs)
    {
        _measured.Clear();
        var quickestUs = double.MaxValue;
        foreach (var instance in Instances)
        {
            if (!IsJudged(instance) || instance.Standing.Unhealthy || instance.Cost.ErrorRatio >= UsualErrorsMax) continue;
            if (instance.Cost.Measured) quickestUs = Math.Min(quickestUs, instance.Cost.LatencyUs);
            if (instance.Latency.Count < 20) continue;
            var p99Ms = (instance.Latency.Percentile(0.99) + 999) / 1000;
            instance.Breaker.UsualP99(p99Ms);
            instance.LearnUsual(p99Ms);
            _measured.Add(p99Ms);
        }
        // The quickest, not some average: an average holds the outliers in it whose estimates are to fade towards it.
        if (quickestUs < double.MaxValue) Volatile.Write(ref _typicalUs, quickestUs);
        if (_measured.Count == 0) return;
        _measured.Sort();
        var medianMs = _measured[_measured.Count / 2];
        foreach (var instance in Instances)
            if (instance.UsualP99Ms < medianMs)
                instance.LearnUsual(medianMs);
    }

    // On the path of a failed attempt: a run of failures need not wait for the next sweep.
    private void OnFailure(Instance instance, int failures, long nowMs)
    {
        Volatile.Write(ref _seenMs, nowMs);
        // Not at each further failure: when all instances fail, looking at all of them each time would be felt.
        if (Options.OutlierDetection is not { ConsecutiveFailures: > 0 } detection) return;
        var needed = Evidence.For(detection, instance.Standing.IsHinted(nowMs));
        if (failures % needed.ConsecutiveFailures != 0) return;
        lock (Gate)
        {
            if (instance.Retired || !IsJudged(instance)) return;
            _rates.Collect(Instances, IsJudged, nowMs);
            var others = _rates.Others(instance, Math.Max(needed.MinimumRequests, failures));
            if (failures >= FailureRunRule.Needed(needed.ConsecutiveFailures, others, needed.Chance))
                TryEject(instance, $"{failures} failures in a row", detection, nowMs);
        }
    }

    private void CompareSuccessRates(OutlierDetectionOptions detection, long nowMs)
    {
        if (_view.Panic) return;
        _rates.Collect(Instances, IsJudged, nowMs);
        foreach (var instance in Instances)
        {
            if (!IsJudged(instance)) continue;
            var needed = Evidence.For(detection, instance.Standing.IsHinted(nowMs));
            if (!_rates.IsOutlier(instance, needed, nowMs - detection.IntervalMs, out var one, out var rest)) continue;
            TryEject(instance, string.Create(
                CultureInfo.InvariantCulture,
                $"{one.FailureRatio:P0} of {one.Calls} attempts failed, {rest.FailureRatio:P1} on the others"), detection, nowMs);
        }
    }

    // Only who takes regular traffic is compared, with others who do.
    private static bool IsJudged(Instance instance) =>
        !instance.Standing.Withheld && !instance.Standing.Ejected && instance.Breaker.State == BreakerState.Closed;

    private bool TryEject(Instance instance, string why, OutlierDetectionOptions detection, long nowMs)
    {
        var (total, ejected, others) = (0, 1, 0);
        foreach (var member in Instances)
        {
            if (member.Options.Standby != instance.Options.Standby || member.Standing.Drained) continue;
            total++;
            if (member.Standing.Ejected || member.Standing.EjectedByOperator) ejected++;
            else if (member != instance && PoolViewBuilder.IsUsable(member, panic: false)) others++;
        }
        // The candidate is counted in, and somebody must be left to take its traffic.
        if (others == 0 || ejected > detection.MaxEjected * total) return false;
        var standing = instance.Standing;
        standing.EjectionCount++;
        standing.Ejections++;
        standing.Ejected = true;
        standing.EjectedWhy = why;
        standing.EjectedAtMs = nowMs;
        standing.EjectedUntilMs = nowMs + EjectionTime.Of(detection, standing.EjectionCount, ref _ejectionJitter);
        instance.ForgetFailureRun();
        Tell(PoolEventKind.Ejected, instance, nowMs, string.Create(
            CultureInfo.InvariantCulture, $"{why}; for {(standing.EjectedUntilMs - nowMs) / 1000.0:0.#} s"));
        Rebuild(nowMs);
        return true;
    }

    // Not straight back to full traffic: a few probes decide, then comes the ramp.
    private void Readmit(Instance instance, string why, long nowMs)
    {
        EndEjection(instance, why, nowMs);
        if (instance.Breaker.State != BreakerState.Open) instance.Breaker.Probation(nowMs, "after an ejection");
        Rebuild(nowMs);
    }

    private void EndEjection(Instance instance, string why, long nowMs)
    {
        instance.Standing.Ejected = instance.Standing.EjectedForSilence = false;
        instance.ForgetSilence();
        instance.Standing.Warm(nowMs, "after an ejection");
        Tell(PoolEventKind.Readmitted, instance, nowMs, why);
    }
}
