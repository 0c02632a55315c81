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

    [LoggerMessage(620, LogLevel.Information, "the access log goes to {Destination}", EventName = "access-log-opened")]
    public static partial void AccessLogOpened(this ILogger log, string destination);

    [LoggerMessage(621, LogLevel.Error, "the access log cannot be written to {Destination}: {Problem}; it is tried again each second", EventName = "access-log-trouble")]
    public static partial void AccessLogTrouble(this ILogger log, string destination, string problem);

    [LoggerMessage(622, LogLevel.Information, "the access log is written to {Destination} again", EventName = "access-log-back")]
    public static partial void AccessLogBack(this ILogger log, string destination);

    [LoggerMessage(623, LogLevel.Warning, "{Count} lines of the access log were dropped: {Destination} does not take them as fast as they come", EventName = "access-log-dropped")]
    public static partial void AccessLogDropped(this ILogger log, long count, string destination);

    [LoggerMessage(624, LogLevel.Error, "the access log has a defect and goes on; please report it", EventName = "access-log-fault")]
    public static partial void AccessLogFault(this ILogger log, Exception fault);

    [LoggerMessage(640, LogLevel.Information, "traces are exported to {Endpoint} by OTLP ({Protocol})", EventName = "traces-export-started")]
    public static partial void TracesStarted(this ILogger log, string endpoint, string protocol);

    [LoggerMessage(641, LogLevel.Error, "traces are not exported: {Problem}", EventName = "traces-export-refused")]
    public static partial void TracesRefused(this ILogger log, string problem);

    [LoggerMessage(642, LogLevel.Warning, "traces do not arrive at {Endpoint}: {Problem}; what it does not take in time is lost", EventName = "traces-export-trouble")]
    public static partial void TracesTrouble(this ILogger log, string endpoint, string problem);

    [LoggerMessage(643, LogLevel.Information, "traces arrive at {Endpoint} again", EventName = "traces-export-again")]
    public static partial void TracesAgain(this ILogger log, string endpoint);

    [LoggerMessage(644, LogLevel.Warning, "{Endpoint} did not want {Rejected} of {Spans} spans", EventName = "traces-rejected")]
    public static partial void SpansRejected(this ILogger log, string endpoint, long rejected, int spans);

    [LoggerMessage(645, LogLevel.Error, "a batch of traces could not be exported; this is a defect of Perdure, please report it", EventName = "traces-export-failed")]
    public static partial void TracesFailed(this ILogger log, Exception exception);

    [LoggerMessage(700, LogLevel.Warning, "alert {Alert}{Where} fires ({Severity}): {Expression}; it is {Value}", EventName = "alert-firing")]
    public static partial void AlertFiring(this ILogger log, string alert, string where, string severity, string expression, string value);

    [LoggerMessage(701, LogLevel.Information, "alert {Alert}{Where} is resolved after {Lasting}", EventName = "alert-resolved")]
    public static partial void AlertResolved(this ILogger log, string alert, string where, string lasting);

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

    [LoggerMessage(710, LogLevel.Warning, "incident {Incident} is open: {Title}", EventName = "incident-opened")]
    public static partial void IncidentOpened(this ILogger log, string incident, string title);

    [LoggerMessage(711, LogLevel.Information, "incident {Incident} is closed: {Title}", EventName = "incident-closed")]
    public static partial void IncidentClosed(this ILogger log, string incident, string title);

    [LoggerMessage(712, LogLevel.Warning, "incident {Incident} is open again: {Title}", EventName = "incident-reopened")]
    public static partial void IncidentReopened(this ILogger log, string incident, string title);

    [LoggerMessage(713, LogLevel.Error, "the incidents in {File} cannot be read, and the file is set aside as {Aside}: {Problem}", EventName = "incidents-set-aside")]
    public static partial void IncidentsSetAside(this ILogger log, string file, string aside, string problem);

    [LoggerMessage(714, LogLevel.Error, "the incidents cannot be written to {File}, and will not outlast a restart: {Problem}", EventName = "incidents-unwritable")]
    public static partial void IncidentsUnwritable(this ILogger log, string file, string problem);

    [LoggerMessage(715, LogLevel.Error, "a look at the incidents failed; this is a defect of Perdure, please report it", EventName = "incidents-failed")]
    public static partial void IncidentsFailed(this ILogger log, Exception exception);

    [LoggerMessage(740, LogLevel.Error, "what was counted for objectives cannot be read and begins anew; the file is kept as {File}: {Problem}", EventName = "objectives-damaged")]
    public static partial void ObjectivesDamaged(this ILogger log, string file, string problem);

    [LoggerMessage(741, LogLevel.Error, "what is counted for objectives cannot be written to {File}, and will not outlast a restart: {Problem}", EventName = "objectives-unwritable")]
    public static partial void ObjectivesUnwritable(this ILogger log, string file, string problem);

    [LoggerMessage(742, LogLevel.Error, "a look at the objectives failed; this is a defect of Perdure, please report it", EventName = "objectives-failed")]
    public static partial void ObjectivesFailed(this ILogger log, Exception exception);
}
