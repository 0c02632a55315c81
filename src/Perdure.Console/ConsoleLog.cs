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

    [LoggerMessage(212, LogLevel.Information, "{Who} {Action} the silence {Silence} of {Matchers}, until {EndsAt:u}", EventName = "silence-audit")]
    public static partial void SilenceAudit(this ILogger log, string who, string action, string silence, string matchers, DateTimeOffset endsAt);

    [LoggerMessage(220, LogLevel.Information, "{Count} jobs for {Queue} were there already by their dedupe keys and not added again, the first of them {Job}", EventName = "jobs-skipped")]
    public static partial void JobsSkipped(this ILogger log, int count, string queue, string job);

    [LoggerMessage(221, LogLevel.Warning, "job {Job} of {Queue} is recovered: its worker let the lease run out; attempt {Attempt} begins", EventName = "job-recovered")]
    public static partial void JobRecovered(this ILogger log, string job, string queue, int attempt);

    [LoggerMessage(222, LogLevel.Error, "job {Job} of {Queue} is dead after {Attempts} attempts: {Error}", EventName = "job-dead")]
    public static partial void JobDead(this ILogger log, string job, string queue, int attempts, string error);

    [LoggerMessage(223, LogLevel.Information, "{Who} had {Count} dead jobs of {Queue} tried again", EventName = "jobs-retried")]
    public static partial void JobsRetried(this ILogger log, string who, int count, string queue);

    [LoggerMessage(224, LogLevel.Warning, "{Who} purged {Count} {State} jobs of {Queue}", EventName = "jobs-purged")]
    public static partial void JobsPurged(this ILogger log, string who, int count, string state, string queue);

    [LoggerMessage(720, LogLevel.Information, "{Who} {Action} the incident {Incident}", EventName = "incident-audit")]
    public static partial void IncidentAudit(this ILogger log, string who, string action, string incident);

    [LoggerMessage(721, LogLevel.Information, "{Who} ran step {Step} of the runbook {Runbook}: {Command}: {Result}", EventName = "step-audit")]
    public static partial void StepAudit(this ILogger log, string who, int step, string runbook, string command, string result);

    [LoggerMessage(230, LogLevel.Information, "{Who} signed in from {Address}", EventName = "signed-in")]
    public static partial void SignedIn(this ILogger log, string who, string address);

    [LoggerMessage(231, LogLevel.Information, "{Who} signed out", EventName = "signed-out")]
    public static partial void SignedOut(this ILogger log, string who);

    [LoggerMessage(232, LogLevel.Warning, "a sign-in from {Address} was refused: the token is not known", EventName = "sign-in-refused")]
    public static partial void SignInRefused(this ILogger log, string address);

    [LoggerMessage(233, LogLevel.Warning, "sign-ins from {Address} are not looked at for a minute: too many failed", EventName = "sign-in-limited")]
    public static partial void SignInLimited(this ILogger log, string address);

    [LoggerMessage(234, LogLevel.Error, "a frame of the stream could not be made; this is a defect of Perdure, please report it", EventName = "stream-failed")]
    public static partial void StreamFailed(this ILogger log, Exception exception);
}
