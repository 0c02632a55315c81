using Microsoft.Extensions.Logging;

namespace Perdure.Nodes;

/// <summary>Every message of the executable itself.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "{System} is served by node {Node}, version {Version}, plan from {File}",
        EventName = "node-started")]
    public static partial void Started(this ILogger log, string system, string node, string version, string file);

    [LoggerMessage(2, LogLevel.Information, "admin API at http://{Address}/api/v1/status", EventName = "admin-listening")]
    public static partial void Admin(this ILogger log, string address);

    [LoggerMessage(3, LogLevel.Information, "{File} reloaded ({Why})", EventName = "reload-accepted")]
    public static partial void ReloadAccepted(this ILogger log, string file, string why);

    [LoggerMessage(
        4,
        LogLevel.Error,
        "{File} refused ({Why}): {Errors} errors; the plan before it is in force",
        EventName = "reload-refused")]
    public static partial void ReloadRefused(this ILogger log, string file, string why, int errors);

    [LoggerMessage(5, LogLevel.Error, "{Place}: {Problem}", EventName = "reload-error")]
    public static partial void ReloadError(this ILogger log, string place, string problem);

    [LoggerMessage(6, LogLevel.Warning, "{Place}: {Problem}", EventName = "reload-warning")]
    public static partial void ReloadWarning(this ILogger log, string place, string problem);

    [LoggerMessage(7, LogLevel.Error, "the reload failed; this is a defect of Perdure, please report it", EventName = "reload-failed")]
    public static partial void ReloadFailed(this ILogger log, Exception exception);

    [LoggerMessage(
        8,
        LogLevel.Information,
        "{Signal}: no longer ready; finishes what is in flight, a second signal stops at once",
        EventName = "node-stopping")]
    public static partial void Stopping(this ILogger log, string signal);

    [LoggerMessage(9, LogLevel.Warning, "{Signal} again: stops at once", EventName = "node-stopping-at-once")]
    public static partial void StoppingAtOnce(this ILogger log, string signal);

    [LoggerMessage(10, LogLevel.Information, "the node has stopped", EventName = "node-stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(11, LogLevel.Warning, "systemd was not told {State}: {Reason}", EventName = "notify-failed")]
    public static partial void NotifyFailed(this ILogger log, string state, string reason);

    [LoggerMessage(
        23,
        LogLevel.Warning,
        "the store is not waited for: {Reason}; the node starts with what it last knew",
        EventName = "store-not-known-yet")]
    public static partial void StoreNotKnownYet(this ILogger log, string reason);

    [LoggerMessage(
        24,
        LogLevel.Warning,
        "the store was not told in time that this node stops; the others notice when its lease ends",
        EventName = "store-not-told")]
    public static partial void StoreNotTold(this ILogger log);

    [LoggerMessage(25, LogLevel.Error, "{Problem}", EventName = "membership-problem")]
    public static partial void MembershipProblem(this ILogger log, string problem);

    [LoggerMessage(26, LogLevel.Warning, "{Problem}", EventName = "data-not-kept")]
    public static partial void DataNotKept(this ILogger log, string problem);

    [LoggerMessage(27, LogLevel.Information, "{What} is in force here, as {By} asked for", EventName = "configuration-followed")]
    public static partial void ConfigurationFollowed(this ILogger log, string what, string by);

    [LoggerMessage(
        28,
        LogLevel.Error,
        "version {Version} of the shared configuration cannot be loaded here: {Problem}; {Instead} is in force",
        EventName = "configuration-refused")]
    public static partial void ConfigurationRefused(this ILogger log, long version, string problem, string instead);

    [LoggerMessage(
        29,
        LogLevel.Error,
        "following the shared configuration failed; this is a defect of Perdure, please report it",
        EventName = "follow-failed")]
    public static partial void FollowFailed(this ILogger log, Exception exception);

    [LoggerMessage(
        30,
        LogLevel.Error,
        "limits with scope: cluster hold for this node alone, and it is tried again: {Problem} Free the address of coordination.peers",
        EventName = "peers-not-opened")]
    public static partial void PeersNotOpened(this ILogger log, string problem);

    [LoggerMessage(
        50,
        LogLevel.Information,
        "{Location} is open: {Pending} jobs wait, {Claimed} are in hand, {Dead} are dead",
        EventName = "durable-store-open")]
    public static partial void DurableStoreOpen(this ILogger log, string location, long pending, long claimed, long dead);

    [LoggerMessage(
        51,
        LogLevel.Error,
        "jobs and checkpoints are not accepted, and it is tried again: {Problem}",
        EventName = "durable-store-unavailable")]
    public static partial void DurableStoreUnavailable(this ILogger log, string problem);

    [LoggerMessage(52, LogLevel.Error, "the durable store begins empty: {Problem}", EventName = "durable-store-set-aside")]
    public static partial void DurableStoreSetAside(this ILogger log, string problem);

    [LoggerMessage(53, LogLevel.Error, "tending the durable store failed; this is a defect of Perdure, please report it", EventName = "durability-failed")]
    public static partial void DurabilityFailed(this ILogger log, Exception exception);

    [LoggerMessage(54, LogLevel.Information, "{Location} answers again", EventName = "durable-store-back")]
    public static partial void DurableStoreBack(this ILogger log, string location);

    [LoggerMessage(55, LogLevel.Warning, "{Warning}", EventName = "durable-store-at-risk")]
    public static partial void DurableStoreAtRisk(this ILogger log, string warning);

    [LoggerMessage(40, LogLevel.Warning, "{Path}: no other process can take over from this one: {Reason}", EventName = "take-over-unavailable")]
    public static partial void TakeOverUnavailable(this ILogger log, string path, string reason);

    [LoggerMessage(41, LogLevel.Information, "process {Pid} asks to take over", EventName = "take-over-asked")]
    public static partial void TakeOverAsked(this ILogger log, int pid);

    [LoggerMessage(42, LogLevel.Warning, "process {Pid} did not take over, this one goes on: {Reason}", EventName = "take-over-failed")]
    public static partial void TakeOverFailed(this ILogger log, int pid, string reason);

    [LoggerMessage(43, LogLevel.Information, "process {Pid} has taken over; this one finishes what it has in flight", EventName = "handed-over")]
    public static partial void HandedOver(this ILogger log, int pid);

    [LoggerMessage(44, LogLevel.Information, "taking over from process {Pid}, version {Version}, listeners: {Sockets}", EventName = "taking-over")]
    public static partial void TakingOver(this ILogger log, int pid, string version, int sockets);

    [LoggerMessage(45, LogLevel.Information, "took over from process {Pid}: {What}", EventName = "took-over")]
    public static partial void TookOver(this ILogger log, int pid, string what);

    [LoggerMessage(46, LogLevel.Information, "no running node to take over from at {Path}: starts as usual", EventName = "nothing-to-take-over")]
    public static partial void NothingToTakeOver(this ILogger log, string path);
}
