using System.Security.Cryptography;
using System.Text;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>
/// The configuration that all nodes follow: applied by version, with history, roll-back and staged roll-out. Changes need the store: while
/// it is lost they are refused (<see cref="CoordinationFailure.Unavailable"/>) and the last known stays in force. Thread-safe.
/// </summary>
public sealed class SharedConfiguration
{
    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 900 * 1024;

    /// <summary>How many versions are kept.</summary>
    public const int MaxHistory = 50;

    private const int MaxComment = 1_000;

    /// <summary>Versions read at once: the longest texts make an answer of 4 MiB.</summary>
    private const int PageSize = 4;

    private readonly ICoordinator _coordinator;
    private readonly TimeProvider _clock;
    private readonly ConfigurationFeed _feed;
    private readonly NodeReports _reports;

    internal SharedConfiguration(ICoordinator coordinator, SharedStateOptions options, SharedLedger ledger, ConfigurationFeed feed, NodeReports reports)
    {
        _coordinator = coordinator;
        _clock = options.Clock;
        _feed = feed;
        _reports = reports;
        Writer = new ConfigurationWriter(coordinator, ledger, feed);
    }

    /// <summary>The version in force; null when there is none or it was withdrawn: then each node follows its own file.</summary>
    public AppliedConfiguration? Current => _feed.Picture.Current;

    /// <summary>The newest version without its text, also when it says that the configuration was withdrawn; null before the first.</summary>
    public ConfigurationVersion? Latest => _feed.Picture.Latest;

    /// <summary>The staged roll-out that runs, or the last one that ran; null when there never was one.</summary>
    public StagedRollout? Rollout => _feed.Picture.Rollout;

    /// <summary>What the nodes say of themselves, by node id; only nodes that are alive.</summary>
    public IReadOnlyDictionary<string, NodeReport> Reports => _reports.Current;

    internal ConfigurationWriter Writer { get; }

    /// <summary>
    /// What a node should run: <see cref="Current"/>, or while a staged roll-out has not reached the node, the version before it. Null: its
    /// own file (it reports version 0 then). From memory; safe to call at any time.
    /// </summary>
    public AppliedConfiguration? TargetFor(string node) => _feed.Picture.TargetFor(node);

    /// <summary>The versions that are kept, the newest first, without their texts. Reads the store.</summary>
    public async Task<IReadOnlyList<ConfigurationVersion>> HistoryAsync(CancellationToken cancellationToken = default)
    {
        var versions = new List<ConfigurationVersion>();
        var query = RangeQuery.Under(SharedKeys.History) with { Order = RangeOrder.CreateRevisionDescending, Limit = PageSize };
        while (versions.Count < 2 * MaxHistory)
        {
            var page = await _coordinator.RangeAsync(query, cancellationToken);
            versions.AddRange(page.Entries
                .Select(e => SharedJson.Read(e.Value, SharedJson.Store.ConfigurationDocument)?.ToVersion()).OfType<ConfigurationVersion>());
            if (page.Entries.Length < PageSize) break;
            query = query with { MaxCreateRevision = page.Entries[^1].CreateRevision - 1 };
        }
        return versions;
    }

    /// <summary>One version with its text; null when it is not kept (any more) or says that the configuration was withdrawn. Reads the store.</summary>
    public async Task<AppliedConfiguration?> FindAsync(long version, CancellationToken cancellationToken = default) =>
        (await Writer.FindAsync(version, cancellationToken))?.ToApplied();

    /// <summary>Makes a new version. The text is not looked at: check it first.</summary>
    /// <param name="text">The system file, at most <see cref="MaxTextBytes"/>.</param>
    /// <param name="by">Who does it; at most 128 characters.</param>
    /// <param name="comment">Why; at most 1,000 characters; null for none.</param>
    /// <param name="expectedVersion">The version that must be in force (0: none yet); null for whichever is.</param>
    /// <param name="staged">How to roll it out node by node; null: all nodes at once.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="ArgumentException">Something is empty, too long or out of range.</exception>
    /// <exception cref="ConflictException">Another version is in force than expected, somebody else was first, or a staged roll-out runs.</exception>
    /// <exception cref="CoordinationException">The store is lost or refuses; with <see cref="CoordinationFailure.UnknownOutcome"/> the history will tell.</exception>
    public Task<ApplyOutcome> ApplyAsync(
        string text, string by, string? comment = null, long? expectedVersion = null, RolloutOptions? staged = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        SharedKeys.CheckBy(by);
        staged?.Check();
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > MaxTextBytes) throw new ArgumentException($"the text has {bytes} bytes, more than {MaxTextBytes}: make it shorter", nameof(text));
        if (comment?.Length > MaxComment) throw new ArgumentException($"the comment is longer than {MaxComment} characters", nameof(comment));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var at = _clock.GetUtcNow();
        long? seen = expectedVersion;
        return Writer.ChangeAsync(
            (held, id) =>
            {
                // The first look decides against what this change stands; whoever gets in between is first.
                seen ??= held.Version;
                if (held.Version != seen) throw ConfigurationPlans.Moved(held, seen.Value);
                ConfigurationPlans.RefuseWhileRolling(held);
                if (held.Current is { Withdrawn: false } current && current.Digest == digest) return Task.FromResult<ConfigurationChange?>(null);
                var document = new ConfigurationDocument
                {
                    Version = held.Version + 1, Digest = digest, Comment = comment, Text = text, Id = id, By = by, At = at,
                };
                return Task.FromResult<ConfigurationChange?>(new ConfigurationChange(document, ConfigurationPlans.Begin(held, document, staged)));
            },
            cancellationToken);
    }

    /// <summary>Makes a new version with the text of an earlier one. A staged roll-out that runs is ended by it.</summary>
    /// <param name="version">Which one; null: the newest before the present one that has another text.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="KeyNotFoundException">There is no such version (any more).</exception>
    public Task<ApplyOutcome> RollbackAsync(long? version, string by, CancellationToken cancellationToken = default)
    {
        SharedKeys.CheckBy(by);
        var at = _clock.GetUtcNow();
        return Writer.ChangeAsync(
            async (held, id) =>
            {
                var source = await ConfigurationPlans.SourceAsync(Writer, held, version, cancellationToken);
                if (held.Current is { Withdrawn: false } current && current.Digest == source.Digest && !held.IsRolling) return null;
                var document = source with
                {
                    Version = held.Version + 1, RollbackOf = source.Version, Comment = null, Id = id, By = by, At = at,
                };
                return new ConfigurationChange(document, ConfigurationPlans.Superseded(held, by));
            },
            cancellationToken);
    }

    /// <summary>Sends every node back to its own file. A staged roll-out that runs is ended by it.</summary>
    public Task<ApplyOutcome> WithdrawAsync(string by, CancellationToken cancellationToken = default)
    {
        SharedKeys.CheckBy(by);
        var at = _clock.GetUtcNow();
        return Writer.ChangeAsync(
            (held, id) => Task.FromResult(held.Current is null or { Withdrawn: true }
                ? null
                : new ConfigurationChange(
                    new ConfigurationDocument { Version = held.Version + 1, Withdrawn = true, Id = id, By = by, At = at },
                    ConfigurationPlans.Superseded(held, by))),
            cancellationToken);
    }

    /// <summary>Stops the staged roll-out and sends the nodes that were changed back: a new version with what was in force before it.</summary>
    /// <exception cref="ConflictException">None is running.</exception>
    public Task<ApplyOutcome> StopRolloutAsync(string by, string? reason = null, CancellationToken cancellationToken = default)
    {
        SharedKeys.CheckBy(by);
        var at = _clock.GetUtcNow();
        return Writer.ChangeAsync(
            (held, id) => held.IsRolling
                ? ConfigurationPlans.SendBackAsync(Writer, held, reason ?? $"stopped by {by}", new ChangeStamp { Id = id, By = by, At = at }, cancellationToken)
                : throw new ConflictException("No staged roll-out is running; there is nothing to stop."),
            cancellationToken)!;
    }

    /// <summary>
    /// Says how this node stands; call it about once a second. Written at once when version or outcome changed (at most once a second),
    /// every second while a staged roll-out runs, otherwise every 10 s. Failures of the store are not thrown: the next call tries again.
    /// </summary>
    /// <param name="report">The node's state; <see cref="NodeReport.At"/> is set here.</param>
    /// <param name="lease">The lease of the node's session, with which the report goes away; 0: there is none just now, nothing is written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was written.</returns>
    public Task<bool> ReportAsync(NodeReport report, long lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        return _reports.WriteAsync(report, lease, Rollout is { State: RolloutState.Running }, cancellationToken);
    }
}
