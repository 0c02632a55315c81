using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Coordination.Shared;

namespace Perdure.Console;

/// <summary>Every message of the admin API.</summary>
internal static partial class ConsoleLog
{
    [LoggerMessage(201, LogLevel.Information, "{Who} asked for {Action} of {Service}/{Instance}: {Result}", EventName = "audit")]
    public static partial void Audit(this ILogger log, string who, string action, string service, string instance, ActionOutcome result);

    [LoggerMessage(202, LogLevel.Error, "{Method} {Path} failed; this is a defect of Perdure, please report it", EventName = "admin-failed")]
    public static partial void Failed(this ILogger log, Exception exception, string method, string path);

    [LoggerMessage(210, LogLevel.Information, "{Who} set the flag {Flag} to {Setting}: {Reach}", EventName = "flag-audit")]
    public static partial void FlagAudit(this ILogger log, string who, string flag, string setting, ChangeReach reach);

    [LoggerMessage(211, LogLevel.Information, "{Who} asked for {Action} of the configuration: version {Version}", EventName = "configuration-audit")]
    public static partial void ConfigurationAudit(this ILogger log, string who, string action, long version);
}
