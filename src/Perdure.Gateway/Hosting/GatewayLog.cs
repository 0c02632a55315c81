using Microsoft.Extensions.Logging;

namespace Perdure.Gateway.Hosting;

/// <summary>Every message the gateway logs. The ids are stable: alerts and searches may rely on them.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(100, LogLevel.Information, "Listening on {Address} as {Listener}", EventName = "Listening")]
    public static partial void Listening(ILogger log, string listener, string address);

    [LoggerMessage(101, LogLevel.Information, "Plan {Version} is serving (services: {Services}, routes: {Routes})", EventName = "PlanServing")]
    public static partial void PlanServing(ILogger log, int version, int services, int routes);

    [LoggerMessage(102, LogLevel.Information, "Draining: no longer ready, still accepting for {GraceMs} ms", EventName = "Draining")]
    public static partial void Draining(ILogger log, long graceMs);

    [LoggerMessage(103, LogLevel.Information, "Stopped", EventName = "Stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(104, LogLevel.Information, "The certificate {Path} was loaded; it is valid until {NotAfter:u}", EventName = "CertificateLoaded")]
    public static partial void CertificateLoaded(ILogger log, string path, DateTime notAfter);

    [LoggerMessage(105, LogLevel.Error, "The certificate {Path} is refused, the last good one stays: {Reason}", EventName = "CertificateRefused")]
    public static partial void CertificateRefused(ILogger log, string path, string reason);

    [LoggerMessage(106, LogLevel.Information, "No longer listening on {Address} as {Listener}", EventName = "ListenerClosed")]
    public static partial void ListenerClosed(ILogger log, string listener, string address);

    [LoggerMessage(107, LogLevel.Information, "Handed over: {Connections} connections stay until their next request, {LimitMs} ms at most", EventName = "HandingOver")]
    public static partial void HandingOver(ILogger log, int connections, long limitMs);

    [LoggerMessage(110, LogLevel.Warning, "{Service}{Instance}: {What}: {Why}", EventName = "InstanceTrouble")]
    public static partial void InstanceTrouble(ILogger log, string service, string instance, string what, string why);

    [LoggerMessage(111, LogLevel.Information, "{Service}{Instance}: {What}: {Why}", EventName = "InstanceRecovery")]
    public static partial void InstanceRecovery(ILogger log, string service, string instance, string what, string why);

    [LoggerMessage(112, LogLevel.Information, "{Service}{Instance}: {What}: {Why}", EventName = "InstanceChange")]
    public static partial void InstanceChange(ILogger log, string service, string instance, string what, string why);

    [LoggerMessage(120, LogLevel.Error, "Request {RequestId} failed through a mistake of the gateway", EventName = "RequestFault")]
    public static partial void RequestFault(ILogger log, string requestId, Exception fault);

    [LoggerMessage(122, LogLevel.Error, "A second copy of request {RequestId} failed through a mistake of the gateway; the other one was answered", EventName = "CopyFault")]
    public static partial void CopyFault(ILogger log, string requestId, Exception fault);

    [LoggerMessage(123, LogLevel.Warning, "{Service}: {Method} {Path} is poison: instances crash of it, the last one was {Instance}; it is refused for {RefusedMs} ms", EventName = "PoisonRequest")]
    public static partial void PoisonRequest(ILogger log, string service, string method, string path, string instance, long refusedMs);

    [LoggerMessage(121, LogLevel.Error, "The upkeep of {Service} failed; it is tried again", EventName = "UpkeepFault")]
    public static partial void UpkeepFault(ILogger log, string service, Exception fault);

    [LoggerMessage(130, LogLevel.Warning, "Overloaded, the least important requests are turned away: {Why}", EventName = "NodeOverloaded")]
    public static partial void NodeOverloaded(ILogger log, string why);

    [LoggerMessage(131, LogLevel.Information, "No longer overloaded; requests turned away since the start: {Shed}", EventName = "NodeRelieved")]
    public static partial void NodeRelieved(ILogger log, long shed);

    [LoggerMessage(132, LogLevel.Warning, "The flag {Flag} is off by its condition: {Why}", EventName = "FlagWentOff")]
    public static partial void FlagWentOff(ILogger log, string flag, string why);

    [LoggerMessage(133, LogLevel.Information, "The flag {Flag} is back: what its condition says has been over for {OverMs} ms", EventName = "FlagCameBack")]
    public static partial void FlagCameBack(ILogger log, string flag, long overMs);

    [LoggerMessage(140, LogLevel.Warning, "{Route}: a request could not be accepted to be sent later: {Why}", EventName = "DeferralRefused")]
    public static partial void DeferralRefused(ILogger log, string route, string why);

    [LoggerMessage(141, LogLevel.Information, "The deferred request {Job} of the queue {Queue} is sent again, as attempt {Attempt}: who had it died, hung or was cut off", EventName = "DeferredRecovered")]
    public static partial void DeferredRecovered(ILogger log, string job, string queue, int attempt);

    [LoggerMessage(142, LogLevel.Error, "The deferred request {Job} of the queue {Queue} was given up at attempt {Attempt}: {Why}", EventName = "DeferredDead")]
    public static partial void DeferredDead(ILogger log, string job, string queue, int attempt, string why);

    [LoggerMessage(143, LogLevel.Error, "The deferred request {Job} of the queue {Queue} is kept as dead, it cannot be sent: {Why}", EventName = "DeferredUnreadable")]
    public static partial void DeferredUnreadable(ILogger log, string job, string queue, string why);

    [LoggerMessage(144, LogLevel.Warning, "Deferred requests wait for the route {Route}, which the system file has no more or which does not defer: bring it back, or purge them", EventName = "DeferredHeld")]
    public static partial void DeferredHeld(ILogger log, string route);

    [LoggerMessage(145, LogLevel.Warning, "Sending the deferred requests of the queue {Queue} has trouble, and goes on: {Why}", EventName = "DeferralTrouble")]
    public static partial void DeferralTrouble(ILogger log, string queue, string why);

    [LoggerMessage(146, LogLevel.Error, "Sending the deferred requests of the queue {Queue} failed through a mistake of the gateway; it is tried again", EventName = "DeferralFault")]
    public static partial void DeferralFault(ILogger log, string queue, Exception fault);

    [LoggerMessage(150, LogLevel.Warning, "{Route}: whether request {RequestId} took effect is not known: {Why}; it is not repeated blindly", EventName = "OutcomeUnknown")]
    public static partial void OutcomeUnknown(ILogger log, string route, string requestId, string why);

    [LoggerMessage(151, LogLevel.Information, "{Route}: the service said what became of an unknown request, asked for by request {RequestId}: {What}", EventName = "OutcomeReconciled")]
    public static partial void OutcomeReconciled(ILogger log, string route, string requestId, string what);

    [LoggerMessage(152, LogLevel.Warning, "{Route}: request {RequestId} was executed and answered, and its answer is not kept, so its key becomes unknown: {Why}", EventName = "AnswerNotKept")]
    public static partial void AnswerNotKept(ILogger log, string route, string requestId, string why);

    [LoggerMessage(153, LogLevel.Error, "{Route}: the answer that is kept for request {RequestId} cannot be read; it is not repeated", EventName = "KeptAnswerUnreadable")]
    public static partial void KeptAnswerUnreadable(ILogger log, string route, string requestId);
}
