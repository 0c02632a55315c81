using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>
/// The configuration that all nodes follow: applied by version, with history, roll-back and staged roll-out. Changes need the store: while
/// it is lost they are refused (<see cref="Storage.CoordinationFailure.Unavailable"/>) and the last known stays in force. Thread-safe.
/// </summary>
public sealed class SharedConfiguration
{
    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 900 * 1024;

    /// <summary>How many versions are kept.</summary>
    public const int MaxHistory = 50;

    internal SharedConfiguration()
    {
    }

    /// <summary>The version in force; null when there is none or it was withdrawn: then each node follows its own file.</summary>
    public AppliedConfiguration? Current { get; private set; }

    /// <summary>The newest version without its text, also when it says that the configuration was withdrawn; null before the first.</summary>
    public ConfigurationVersion? Latest { get; private set; }

    /// <summary>The staged roll-out that runs, or the last one that ran; null when there never was one.</summary>
    public StagedRollout? Rollout { get; private set; }

    /// <summary>What the nodes say of themselves, by node id; only nodes that are alive.</summary>
    public IReadOnlyDictionary<string, NodeReport> Reports { get; private set; } = new Dictionary<string, NodeReport>();

    /// <summary>
    /// What a node should run: <see cref="Current"/>, or while a staged roll-out has not reached the node, the version before it. Null: its
    /// own file (it reports version 0 then). From memory; safe to call at any time.
    /// </summary>
    public AppliedConfiguration? TargetFor(string node) => Current;

    /// <summary>The versions that are kept, the newest first, without their texts. Reads the store.</summary>
    public Task<IReadOnlyList<ConfigurationVersion>> HistoryAsync(CancellationToken cancellationToken = default) =>
        Task.FromException<IReadOnlyList<ConfigurationVersion>>(new NotSupportedException());

    /// <summary>One version with its text; null when it is not kept (any more) or says that the configuration was withdrawn. Reads the store.</summary>
    public Task<AppliedConfiguration?> FindAsync(long version, CancellationToken cancellationToken = default) =>
        Task.FromException<AppliedConfiguration?>(new NotSupportedException());

    /// <summary>Makes a new version. The text is not looked at: check it first.</summary>
    /// <param name="text">The system file, at most <see cref="MaxTextBytes"/>.</param>
    /// <param name="by">Who does it; at most 128 characters.</param>
    /// <param name="comment">Why; at most 1,000 characters; null for none.</param>
    /// <param name="expectedVersion">The version that must be in force (0: none yet); null for whichever is.</param>
    /// <param name="staged">How to roll it out node by node; null: all nodes at once.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="ArgumentException">Something is empty, too long or out of range.</exception>
    /// <exception cref="ConflictException">Another version is in force than expected, somebody else was first, or a staged roll-out runs.</exception>
    /// <exception cref="Storage.CoordinationException">The store is lost or refuses; with <see cref="Storage.CoordinationFailure.UnknownOutcome"/> the history will tell.</exception>
    public Task<ApplyOutcome> ApplyAsync(
        string text, string by, string? comment = null, long? expectedVersion = null, RolloutOptions? staged = null,
        CancellationToken cancellationToken = default) =>
        Task.FromException<ApplyOutcome>(new NotSupportedException());

    /// <summary>Makes a new version with the text of an earlier one. A staged roll-out that runs is ended by it.</summary>
    /// <param name="version">Which one; null: the newest before the present one that has another text.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="KeyNotFoundException">There is no such version (any more).</exception>
    public Task<ApplyOutcome> RollbackAsync(long? version, string by, CancellationToken cancellationToken = default) =>
        Task.FromException<ApplyOutcome>(new NotSupportedException());

    /// <summary>Sends every node back to its own file. A staged roll-out that runs is ended by it.</summary>
    public Task<ApplyOutcome> WithdrawAsync(string by, CancellationToken cancellationToken = default) =>
        Task.FromException<ApplyOutcome>(new NotSupportedException());

    /// <summary>Stops the staged roll-out and sends the nodes that were changed back: a new version with what was in force before it.</summary>
    /// <exception cref="ConflictException">None is running.</exception>
    public Task<ApplyOutcome> StopRolloutAsync(string by, string? reason = null, CancellationToken cancellationToken = default) =>
        Task.FromException<ApplyOutcome>(new NotSupportedException());

    /// <summary>
    /// Says how this node stands; call it about once a second. Written at once when version or outcome changed (at most once a second),
    /// every second while a staged roll-out runs, otherwise every 10 s. Failures of the store are not thrown: the next call tries again.
    /// </summary>
    /// <param name="report">The node's state; <see cref="NodeReport.At"/> is set here.</param>
    /// <param name="lease">The lease of the node's session, with which the report goes away; 0: there is none just now, nothing is written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was written.</returns>
    public Task<bool> ReportAsync(NodeReport report, long lease, CancellationToken cancellationToken = default) =>
        Task.FromException<bool>(new NotSupportedException());
}
