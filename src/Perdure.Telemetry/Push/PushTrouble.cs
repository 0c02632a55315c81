using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry.Push;

/// <summary>
/// Hears what OpenTelemetry's exporter complains about, which it tells to nobody else, and logs that there is trouble: once a minute at most, and without its
/// words beyond the name of the event, because they may hold what was configured as a secret.
/// </summary>
internal sealed class PushTrouble(TimeProvider time, ILogger log, string endpoint) : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private long _loggedAt = -1;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var before = Interlocked.Read(ref _loggedAt);
        if (before >= 0 && time.GetElapsedTime(before) < LogEvery)
            return;
        if (Interlocked.CompareExchange(ref _loggedAt, time.GetTimestamp(), before) == before)
            log.PushTrouble(endpoint, eventData.EventName ?? "unknown");
    }
}
