using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Metering;

/// <summary>The times of a service's attempts since the node started. Survives reloads. Thread-safe, lock-free.</summary>
public sealed class ServiceMeter
{
    private readonly CellRow _attempts;

    internal ServiceMeter(GatewayMeters meters, string service)
    {
        var owner = new KeyValuePair<string, object?>(MeterTags.Service, service);
        _attempts = new CellRow(meters.Attempts, owner, MeterTags.Result, MeterNames<AttemptResult>.Shared);
        FirstByte = new TimedCell(meters.FirstByte, owner);
    }

    /// <summary>The times from sending to the head of answers that were handed on.</summary>
    public TimedCell FirstByte { get; }

    /// <summary>
    /// The times from sending to the end of the answer, or to the failure; null when no attempt has ended like this yet. An upgraded connection counts with
    /// the time to its head.
    /// </summary>
    public DurationHistogram? Attempts(AttemptResult result) => _attempts[(int)result]?.Durations;

    internal void OnAttempt(AttemptResult result, long us) => _attempts.Record((int)result, us);
}
