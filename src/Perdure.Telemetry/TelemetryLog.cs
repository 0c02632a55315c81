using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry;

/// <summary>Every message of the telemetry.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(235, LogLevel.Error, "a second of the traffic could not be recorded; this is a defect of Perdure, please report it", EventName = "traffic-failed")]
    public static partial void TrafficFailed(this ILogger log, Exception exception);

    [LoggerMessage(600, LogLevel.Information, "metrics are pushed to {Endpoint} by OTLP ({Protocol})", EventName = "metrics-push-started")]
    public static partial void PushStarted(this ILogger log, string endpoint, string protocol);

    [LoggerMessage(601, LogLevel.Error, "metrics are not pushed: {Problem}", EventName = "metrics-push-refused")]
    public static partial void PushRefused(this ILogger log, string problem);

    [LoggerMessage(602, LogLevel.Warning, "metrics cannot be pushed to {Endpoint}: the exporter reports {Event}; it tries on with what is newer", EventName = "metrics-push-trouble")]
    public static partial void PushTrouble(this ILogger log, string endpoint, string @event);

    [LoggerMessage(700, LogLevel.Warning, "alert {Alert} fires ({Severity}): {Expression}; it is {Value}", EventName = "alert-firing")]
    public static partial void AlertFiring(this ILogger log, string alert, string severity, string expression, string value);

    [LoggerMessage(701, LogLevel.Information, "alert {Alert} is resolved after {Lasting}", EventName = "alert-resolved")]
    public static partial void AlertResolved(this ILogger log, string alert, TimeSpan lasting);

    [LoggerMessage(702, LogLevel.Warning, "alerts are not delivered to {Host}: {Problem}; it is tried again", EventName = "alerts-not-delivered")]
    public static partial void AlertsNotDelivered(this ILogger log, string host, string problem);

    [LoggerMessage(703, LogLevel.Information, "alerts are delivered to {Host} again", EventName = "alerts-delivered-again")]
    public static partial void AlertsDeliveredAgain(this ILogger log, string host);

    [LoggerMessage(704, LogLevel.Warning, "more than {Max} alerts are to be watched; the rest is not. Name services and routes in expr, or remove rules", EventName = "alerts-not-watched")]
    public static partial void AlertsNotWatched(this ILogger log, int max);

    [LoggerMessage(705, LogLevel.Error, "the silences in {File} cannot be read, and none holds: {Problem}", EventName = "silences-unreadable")]
    public static partial void SilencesUnreadable(this ILogger log, string file, string problem);

    [LoggerMessage(706, LogLevel.Error, "the silences cannot be written to {File}, and will not outlast a restart: {Problem}", EventName = "silences-unwritable")]
    public static partial void SilencesUnwritable(this ILogger log, string file, string problem);

    [LoggerMessage(707, LogLevel.Error, "a look at the alerts failed; this is a defect of Perdure, please report it", EventName = "alerts-failed")]
    public static partial void AlertsFailed(this ILogger log, Exception exception);

    [LoggerMessage(740, LogLevel.Error, "what was counted for objectives cannot be read and begins anew; the file is kept as {File}: {Problem}", EventName = "objectives-damaged")]
    public static partial void ObjectivesDamaged(this ILogger log, string file, string problem);

    [LoggerMessage(741, LogLevel.Error, "what is counted for objectives cannot be written to {File}, and will not outlast a restart: {Problem}", EventName = "objectives-unwritable")]
    public static partial void ObjectivesUnwritable(this ILogger log, string file, string problem);

    [LoggerMessage(742, LogLevel.Error, "a look at the objectives failed; this is a defect of Perdure, please report it", EventName = "objectives-failed")]
    public static partial void ObjectivesFailed(this ILogger log, Exception exception);
}
