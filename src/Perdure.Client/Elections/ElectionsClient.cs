using System.Globalization;
using System.Runtime.CompilerServices;
using Perdure.Client.Leases;
using Perdure.Client.Transport;

namespace Perdure.Client.Elections;

/// <summary>Leader election. Thread-safe. Every method throws <see cref="PerdureException"/>.</summary>
public sealed class ElectionsClient
{
    private static readonly TimeSpan ObserveFor = TimeSpan.FromSeconds(20);

    private readonly NodeConnections _nodes;
    private readonly TimeProvider _clock;

    internal ElectionsClient(NodeConnections nodes, TimeProvider clock) => (_nodes, _clock) = (nodes, clock);

    /// <summary>
    /// Campaigns until it leads, however long that takes and whichever nodes fail meanwhile; cancel to give up. Candidates lead in the order in
    /// which they entered.
    /// </summary>
    /// <param name="election">The election: 1 to 128 of A-Z a-z 0-9 . _ -</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up and leaves the queue.</param>
    /// <exception cref="PerdureException">A node refused the token or the names; what may pass by itself is tried again.</exception>
    public async Task<Leadership> CampaignAsync(string election, CampaignOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(election);
        options ??= new CampaignOptions();
        var times = LeaseTimes.Checked(options.Ttl, options.Grace);
        var candidate = options.Candidate ?? OwnName.Next();
        var who = new EnterWire { Candidate = candidate, Value = options.Value, Ttl = DurationText.Of(options.Ttl), Wait = "0s" };
        var entry = new QueueEntry(_nodes, _clock, QueuePaths.Election(election), who, times);
        var first = await entry.ComeFirstAsync(null, cancellationToken).ConfigureAwait(false);
        var lease = first!.Standing.Lease;
        var keeper = new LeaseKeeper(_clock, times with { Ttl = first.Standing.Ttl }, first.Sent, (tryFor, cancel) => entry.RenewAsync(lease, tryFor, cancel));
        return new Leadership(election, candidate, first, keeper, cancel => entry.LeaveAsync(lease, cancel));
    }

    /// <summary>The election as it is now.</summary>
    public Task<ElectionInfo> GetAsync(string election, CancellationToken cancellationToken = default) =>
        _nodes.SendAsync(new NodeCall { Method = HttpMethod.Get, Path = PathOf(election) }, ClientJson.Default.ElectionInfo, cancellationToken);

    /// <summary>All elections that have candidates.</summary>
    public async Task<IReadOnlyList<ElectionInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        var call = new NodeCall { Method = HttpMethod.Get, Path = "/api/v1/elections" };
        return (await _nodes.SendAsync(call, ClientJson.Default.ElectionList, cancellationToken).ConfigureAwait(false)).Elections;
    }

    /// <summary>
    /// Whether a fencing token is the leader's: what a service asks that receives work from somebody who says that it leads, and that does not
    /// remember the greatest token it has seen.
    /// </summary>
    public async Task<bool> HoldsAsync(string election, long token, CancellationToken cancellationToken = default)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(election)}/check?token={token}");
        return await CheckCall.HoldsAsync(_nodes, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Who leads (null: nobody), first as it is now and then with each change, until cancelled. Several changes in a row may be told as one;
    /// while no node can be reached nothing comes.
    /// </summary>
    public async IAsyncEnumerable<LeaderInfo?> ObserveAsync(string election, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var retry = new ObserveRetry(_clock);
        var seen = default(long?);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var query = seen is { } after
                ? string.Create(CultureInfo.InvariantCulture, $"?after={after}&wait={DurationText.Of(ObserveFor)}")
                : "";
            var call = new NodeCall { Method = HttpMethod.Get, Path = PathOf(election) + query, Wait = seen is null ? TimeSpan.Zero : ObserveFor };
            var now = await retry.TryAsync(cancel => _nodes.SendAsync(call, ClientJson.Default.ElectionInfo, cancel), cancellationToken)
                .ConfigureAwait(false);
            if (now is null || now.Revision == seen)
                continue;
            seen = now.Revision;
            yield return now.Leader;
        }
    }

    private static string PathOf(string election)
    {
        ArgumentException.ThrowIfNullOrEmpty(election);
        return "/api/v1/elections/" + Uri.EscapeDataString(election);
    }
}
