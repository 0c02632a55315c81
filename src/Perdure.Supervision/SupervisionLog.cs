using Microsoft.Extensions.Logging;

namespace Perdure.Supervision;

/// <summary>The log messages of this module.</summary>
internal static partial class SupervisionLog
{
    [LoggerMessage(1, LogLevel.Information, "{Service}/{Instance}: started, process {Pid}")]
    public static partial void Started(this ILogger log, string service, string instance, int pid);

    [LoggerMessage(2, LogLevel.Warning, "{Service}/{Instance}: could not be started: {Why}. Look at its command and working directory")]
    public static partial void CouldNotStart(this ILogger log, string service, string instance, string why);

    [LoggerMessage(3, LogLevel.Warning, "{Service}/{Instance}: ended by itself with {Exit} after {RanSeconds:0.0} s")]
    public static partial void Ended(this ILogger log, string service, string instance, string exit, double ranSeconds);

    [LoggerMessage(4, LogLevel.Information, "{Service}/{Instance}: starts again in {DelayMs} ms (restart {Restarts})")]
    public static partial void BacksOff(this ILogger log, string service, string instance, long delayMs, int restarts);

    [LoggerMessage(5, LogLevel.Warning, "{Service}/{Instance}: stays ended ({Exit}), its restart policy is {Policy}")]
    public static partial void StaysEnded(this ILogger log, string service, string instance, string exit, string policy);

    [LoggerMessage(6, LogLevel.Information, "{Service}/{Instance}: stopped ({Exit})")]
    public static partial void Stopped(this ILogger log, string service, string instance, string exit);

    [LoggerMessage(7, LogLevel.Warning, "{Service}/{Instance}: did not end within {TimeoutMs} ms of SIGTERM, killed")]
    public static partial void Killed(this ILogger log, string service, string instance, long timeoutMs);

    [LoggerMessage(8, LogLevel.Information, "{Service}/{Instance} | {Line}")]
    public static partial void Output(this ILogger log, string service, string instance, string line);

    [LoggerMessage(9, LogLevel.Warning, "The guardian of the supervised processes ended ({Exit}); it is started again")]
    public static partial void GuardianEnded(this ILogger log, string exit);

    [LoggerMessage(10, LogLevel.Error, "The guardian of the supervised processes can't be started ({Why}): if this node is killed, they stay behind")]
    public static partial void GuardianCouldNotStart(this ILogger log, string why);
}
