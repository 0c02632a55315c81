using System.Diagnostics.Metrics;
using Perdure.Model;
using Perdure.Resilience.Measuring;

namespace Perdure.Gateway.Metering;

/// <summary>
/// The instruments that requests record into, in a meter of this gateway's own, and what belongs to no route. Who wants the durations as they come listens
/// to the meter; all others read the cells. Thread-safe.
/// </summary>
public sealed class GatewayMeters : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Perdure";

    /// <summary>The durations of requests, from the head to the end of the answer.</summary>
    public const string RequestDuration = "http.server.request.duration";

    /// <summary>The durations of attempts on instances.</summary>
    public const string AttemptDuration = "http.client.request.duration";

    /// <summary>The times to the head of an instance's answer.</summary>
    public const string TimeToFirstByte = "perdure.upstream.time_to_first_byte";

    /// <summary>The times in the queue of a bulkhead.</summary>
    public const string QueueTime = "perdure.bulkhead.queue.time";

    private readonly Meter _meter = new(MeterName);
    private readonly StripedCounters _unrouted = new(2);

    internal GatewayMeters()
    {
        Requests = _meter.CreateHistogram<double>(RequestDuration, "s");
        Attempts = _meter.CreateHistogram<double>(AttemptDuration, "s");
        FirstByte = _meter.CreateHistogram<double>(TimeToFirstByte, "s");
        Queued = _meter.CreateHistogram<double>(QueueTime, "s");
    }

    /// <summary>Requests that no route matched.</summary>
    public long NoRoute => _unrouted.Read(0);

    /// <summary>Requests that were refused before a route was looked for: malformed, or readable in two ways.</summary>
    public long Refused => _unrouted.Read(1);

    internal Histogram<double> Requests { get; }

    internal Histogram<double> Attempts { get; }

    internal Histogram<double> FirstByte { get; }

    internal Histogram<double> Queued { get; }

    /// <summary>Nobody can listen to it any more; the cells stay.</summary>
    public void Dispose() => _meter.Dispose();

    internal RouteMeter ForRoute(string route, RouteMeter? before, Tier tier)
    {
        var meter = before ?? new RouteMeter(this, route);
        meter.Tier = tier;
        return meter;
    }

    internal ServiceMeter ForService(string service) => new(this, service);

    internal TimedCell QueueOf(string tag, string name) => new(Queued, new KeyValuePair<string, object?>(tag, name));

    internal void OnUnrouted(bool noRoute) => _unrouted.Increment(noRoute ? 0 : 1);
}
