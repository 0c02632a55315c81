using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Pools;

// How quick the service is as a whole.
public sealed partial class ServicePool
{
    private const long LatencyEveryMs = 1_000;

    private readonly LatencyTable _latency = new();
    private long _nextLatencyMs;

    /// <summary>
    /// The live latency in µs that the part <paramref name="q"/> of the service's answers does not exceed, over all instances and the last 10 to
    /// 20 s: the time from sending to the head of the answer. Time-outs count as long as they took. 0 while there are fewer than 20 answers. Made anew
    /// by <see cref="Sweep"/> once a second (each time while it is 0); reading it costs an array access.
    /// </summary>
    /// <param name="q">0 to 1, to the thousandth: 0.5 is the median.</param>
    public long LatencyUs(double q) => _latency.At(q);

    private void MeasureLatency(long nowMs)
    {
        if (nowMs < _nextLatencyMs && !_latency.IsEmpty) return;
        _nextLatencyMs = nowMs + LatencyEveryMs;
        _latency.Begin();
        foreach (var instance in Instances) _latency.Add(instance.Latency);
        _latency.Publish();
    }
}
