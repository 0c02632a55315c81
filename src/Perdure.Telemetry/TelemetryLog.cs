using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry;

/// <summary>Every message of the telemetry.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(600, LogLevel.Information, "metrics are pushed to {Endpoint} by OTLP ({Protocol})", EventName = "metrics-push-started")]
    public static partial void PushStarted(this ILogger log, string endpoint, string protocol);

    [LoggerMessage(601, LogLevel.Error, "metrics are not pushed: {Problem}", EventName = "metrics-push-refused")]
    public static partial void PushRefused(this ILogger log, string problem);

    [LoggerMessage(602, LogLevel.Warning, "metrics cannot be pushed to {Endpoint}: the exporter reports {Event}; it tries on with what is newer", EventName = "metrics-push-trouble")]
    public static partial void PushTrouble(this ILogger log, string endpoint, string @event);
}
