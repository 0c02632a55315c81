using Microsoft.Extensions.Logging;

namespace Perdure.Coordination;

/// <summary>Every message that coordination logs. The ids are stable: alerts and searches may rely on them.</summary>
internal static partial class CoordinationLog
{
    [LoggerMessage(400, LogLevel.Error, "A handler of changes under {Prefix} failed; the others go on", EventName = "mirror-handler-fault")]
    public static partial void MirrorHandlerFault(ILogger log, string prefix, Exception fault);

    [LoggerMessage(401, LogLevel.Warning, "What the store holds under {Prefix} cannot be followed just now: {Reason}", EventName = "mirror-stalled")]
    public static partial void MirrorStalled(ILogger log, string prefix, string reason);

    [LoggerMessage(402, LogLevel.Information, "What the store holds under {Prefix} was listed at revision {Revision}: {Entries} keys, {Differences} other than before",
        EventName = "mirror-listed")]
    public static partial void MirrorListed(ILogger log, string prefix, long revision, int entries, int differences);

    [LoggerMessage(403, LogLevel.Warning,
        "The store's revision under {Prefix} went back from {Before} to {Revision}: it was replaced or restored; what it holds now is taken as true",
        EventName = "store-went-back")]
    public static partial void StoreWentBack(ILogger log, string prefix, long before, long revision);

    [LoggerMessage(404, LogLevel.Warning, "The last known state in {Path} cannot be used and is set aside as {Aside}: {Reason}", EventName = "snapshot-set-aside")]
    public static partial void SnapshotSetAside(ILogger log, string path, string reason, string aside);

    [LoggerMessage(405, LogLevel.Error, "The last known state cannot be read from {Path}: {Reason}", EventName = "snapshot-unreadable")]
    public static partial void SnapshotUnreadable(ILogger log, string path, string reason);

    [LoggerMessage(406, LogLevel.Error,
        "The last known state cannot be written to {Path}, so a restart while the store is lost would not know it: {Reason}", EventName = "snapshot-unwritable")]
    public static partial void SnapshotUnwritable(ILogger log, string path, string reason);

    [LoggerMessage(407, LogLevel.Information, "The last known state was read from {Path}: as of {At:u}, {Entries} keys, {Pending} changes not in the store yet",
        EventName = "snapshot-read")]
    public static partial void SnapshotRead(ILogger log, string path, DateTimeOffset at, int entries, int pending);

    [LoggerMessage(410, LogLevel.Warning, "{Key}: the store is lost; the change by {By} holds on this node and is written when the store returns",
        EventName = "held-here")]
    public static partial void HeldHere(ILogger log, string key, string by);

    [LoggerMessage(411, LogLevel.Information, "{Key}: the change that {By} made here while the store was lost is in the store now", EventName = "written-back")]
    public static partial void WrittenBack(ILogger log, string key, string by);

    [LoggerMessage(412, LogLevel.Warning,
        "{Key}: the change that {By} made here while the store was lost is given up, because it was changed there since; here: {Here}; in the store, and in force: {There}",
        EventName = "given-up")]
    public static partial void GivenUp(ILogger log, string key, string by, string here, string there);

    [LoggerMessage(413, LogLevel.Error, "{Key}: what was changed here while the store was lost cannot be written, it is tried again: {Reason}",
        EventName = "write-back-refused")]
    public static partial void WriteBackRefused(ILogger log, string key, string reason);

    [LoggerMessage(414, LogLevel.Error, "A handler of changes of the shared state failed; the others go on", EventName = "shared-handler-fault")]
    public static partial void SharedHandlerFault(ILogger log, Exception fault);

    [LoggerMessage(415, LogLevel.Error, "Following the shared state failed, it is tried again: {Reason}", EventName = "shared-state-fault")]
    public static partial void SharedStateFault(ILogger log, string reason, Exception fault);

    [LoggerMessage(420, LogLevel.Error, "Version {Version} of the shared configuration is in force, but its text is not in the store; the last known stays",
        EventName = "text-missing")]
    public static partial void TextMissing(ILogger log, long version);

    [LoggerMessage(421, LogLevel.Information, "Version {Version} of the shared configuration is in force (by {By})", EventName = "configuration-in-force")]
    public static partial void ConfigurationInForce(ILogger log, long version, string by);

    [LoggerMessage(430, LogLevel.Information, "Roll-out of version {Version}: {Step}", EventName = "rollout-step")]
    public static partial void RolloutStep(ILogger log, long version, string step);

    [LoggerMessage(431, LogLevel.Error, "Roll-out of version {Version} is stopped and the nodes are sent back: {Reason}", EventName = "rollout-stopped")]
    public static partial void RolloutStopped(ILogger log, long version, string reason);

    [LoggerMessage(432, LogLevel.Warning, "Roll-out of version {Version} cannot go on just now: {Reason}", EventName = "rollout-stalled")]
    public static partial void RolloutStalled(ILogger log, long version, string reason);

    [LoggerMessage(521, LogLevel.Information, "Coordination: etcd {Version} at {Endpoint} is in use", EventName = "store-connected")]
    public static partial void StoreConnected(this ILogger log, string endpoint, string version);

    [LoggerMessage(522, LogLevel.Warning, "Coordination: etcd is lost; what nodes agree on stays as it is until it is back: {Problem}", EventName = "store-lost")]
    public static partial void StoreLost(this ILogger log, string problem);

    [LoggerMessage(523, LogLevel.Error, "Coordination: etcd cannot be used until somebody changes something: {Problem}", EventName = "store-refused")]
    public static partial void StoreRefused(this ILogger log, string problem);

    [LoggerMessage(524, LogLevel.Warning, "Coordination: {Warning}", EventName = "store-warning")]
    public static partial void StoreWarning(this ILogger log, string warning);

    [LoggerMessage(525, LogLevel.Error, "Coordination: a defect; please report it", EventName = "store-fault")]
    public static partial void StoreFault(this ILogger log, Exception fault);

    [LoggerMessage(526, LogLevel.Error, "Coordination: a handler of {What} failed; the others go on, and so does what called it", EventName = "handler-fault")]
    public static partial void HandlerFault(this ILogger log, string what, Exception fault);

    [LoggerMessage(527, LogLevel.Error, "Coordination: a defect in {What}, which goes on; please report it", EventName = "loop-fault")]
    public static partial void LoopFault(this ILogger log, string what, Exception fault);

    [LoggerMessage(
        528, LogLevel.Warning, "Coordination: etcd does not let its history be compacted, so it must do it itself (--auto-compaction-retention): {Problem}", EventName = "compaction-refused")]
    public static partial void CompactionRefused(this ILogger log, string problem);

    [LoggerMessage(541, LogLevel.Error, "Coordination: the embedded store has a problem, nothing can be agreed on until it is solved: {Problem}", EventName = "store-file-lost")]
    public static partial void FileLost(this ILogger log, string problem);

    [LoggerMessage(542, LogLevel.Information, "Coordination: the embedded store {File} is in use, revision {Revision}", EventName = "store-file-open")]
    public static partial void FileOpen(this ILogger log, string file, long revision);

    [LoggerMessage(543, LogLevel.Warning, "Coordination: {Warning}", EventName = "store-file-warning")]
    public static partial void FileWarning(this ILogger log, string warning);

    [LoggerMessage(544, LogLevel.Information, "Coordination: {File} is used by another process; waiting until it lets go", EventName = "store-file-awaited")]
    public static partial void FileAwaited(this ILogger log, string file);

    [LoggerMessage(561, LogLevel.Warning, "Peers: {Peer} is not heard; limits of all nodes are divided by their number until it is: {Problem}", EventName = "peer-silent")]
    public static partial void PeerSilent(this ILogger log, string peer, string problem);

    [LoggerMessage(562, LogLevel.Information, "Peers: {Peer} is heard", EventName = "peer-heard")]
    public static partial void PeerHeard(this ILogger log, string peer);

    [LoggerMessage(563, LogLevel.Warning, "Peers: {Total} pushes so far were not signed with the secret of this system, the last one from {Address}", EventName = "peer-refused")]
    public static partial void PeerRefused(this ILogger log, long total, string address);
}
