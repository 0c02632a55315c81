using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;

namespace Perdure.Console;

/// <summary>Every message of the admin API.</summary>
internal static partial class ConsoleLog
{
    [LoggerMessage(201, LogLevel.Information, "{Who} asked for {Action} of {Service}/{Instance}: {Result}", EventName = "audit")]
    public static partial void Audit(this ILogger log, string who, string action, string service, string instance, ActionOutcome result);

    [LoggerMessage(202, LogLevel.Error, "{Method} {Path} failed; this is a defect of Perdure, please report it", EventName = "admin-failed")]
    public static partial void Failed(this ILogger log, Exception exception, string method, string path);
}
