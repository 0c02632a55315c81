using Microsoft.Extensions.Logging;

namespace Perdure.Supervision;

/// <summary>The log messages of this module.</summary>
internal static partial class SupervisionLog
{
    [LoggerMessage(301, LogLevel.Information, "{Service}/{Instance}: started, process {Pid}", EventName = "process-started")]
    public static partial void Started(this ILogger log, string service, string instance, int pid);

    [LoggerMessage(302, LogLevel.Warning, "{Service}/{Instance}: could not be started: {Why}. Look at its command and working directory", EventName = "process-not-started")]
    public static partial void CouldNotStart(this ILogger log, string service, string instance, string why);

    [LoggerMessage(303, LogLevel.Warning, "{Service}/{Instance}: ended by itself with {Exit} after {RanSeconds:0.0} s", EventName = "process-ended")]
    public static partial void Ended(this ILogger log, string service, string instance, string exit, double ranSeconds);

    [LoggerMessage(304, LogLevel.Information, "{Service}/{Instance}: starts again in {DelayMs} ms (restart {Restarts})", EventName = "process-backs-off")]
    public static partial void BacksOff(this ILogger log, string service, string instance, long delayMs, int restarts);

    [LoggerMessage(305, LogLevel.Warning, "{Service}/{Instance}: stays ended ({Exit}), its restart policy is {Policy}", EventName = "process-stays-ended")]
    public static partial void StaysEnded(this ILogger log, string service, string instance, string exit, string policy);

    [LoggerMessage(306, LogLevel.Information, "{Service}/{Instance}: stopped ({Exit})", EventName = "process-stopped")]
    public static partial void Stopped(this ILogger log, string service, string instance, string exit);

    [LoggerMessage(307, LogLevel.Warning, "{Service}/{Instance}: killed: {Why}", EventName = "process-killed")]
    public static partial void Killed(this ILogger log, string service, string instance, string why);

    [LoggerMessage(308, LogLevel.Information, "{Service}/{Instance} | {Line}", EventName = "process-output")]
    public static partial void Output(this ILogger log, string service, string instance, string line);

    [LoggerMessage(309, LogLevel.Warning, "The guardian of the supervised processes ended ({Exit}); it is started again", EventName = "guardian-ended")]
    public static partial void GuardianEnded(this ILogger log, string exit);

    [LoggerMessage(310, LogLevel.Error, "The guardian of the supervised processes can't be started ({Why}): if this node is killed, they stay behind", EventName = "guardian-not-started")]
    public static partial void GuardianCouldNotStart(this ILogger log, string why);
}
