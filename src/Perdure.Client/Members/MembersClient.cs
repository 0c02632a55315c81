using System.Runtime.CompilerServices;
using Perdure.Client.Leases;
using Perdure.Client.Transport;

namespace Perdure.Client.Members;

/// <summary>Groups of services' processes that find each other, and the nodes of Perdure. Thread-safe. Every method throws <see cref="PerdureException"/>.</summary>
public sealed class MembersClient
{
    private static readonly TimeSpan ObserveFor = TimeSpan.FromSeconds(20);

    private readonly NodeConnections _nodes;
    private readonly TimeProvider _clock;

    internal MembersClient(NodeConnections nodes, TimeProvider clock) => (_nodes, _clock) = (nodes, clock);

    /// <summary>Joins a group, until what is returned is disposed of.</summary>
    /// <param name="group">The group: 1 to 128 of A-Z a-z 0-9 . _ -</param>
    /// <param name="id">The member, likewise.</param>
    /// <param name="info">What to tell about it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PerdureException">No node can be reached, or another member has this id (<see cref="PerdureFailure.NameTaken"/>).</exception>
    public Task<Membership> JoinAsync(
        string group, string id, MemberInfo info, JoinOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(info);
        var times = LeaseTimes.Checked((options ?? new JoinOptions()).Ttl, TimeSpan.Zero);
        return Membership.JoinAsync(_nodes, _clock, group, id, info, times, cancellationToken);
    }

    /// <summary>The nodes and the groups.</summary>
    public Task<MemberDirectory> DirectoryAsync(CancellationToken cancellationToken = default) =>
        _nodes.SendAsync(new NodeCall { Method = HttpMethod.Get, Path = "/api/v1/members" }, ClientJson.Default.MemberDirectory, cancellationToken);

    /// <summary>The members of a group, by id; none when it has none.</summary>
    public async Task<IReadOnlyList<MemberInfo>> ListAsync(string group, CancellationToken cancellationToken = default)
    {
        var call = new NodeCall { Method = HttpMethod.Get, Path = PathOf(group) };
        return (await _nodes.SendAsync(call, ClientJson.Default.MemberList, cancellationToken).ConfigureAwait(false)).Members;
    }

    /// <summary>
    /// The members of a group, first as they are now and then with each change, until cancelled. Several changes in a row may be told as one;
    /// while no node can be reached nothing comes: go on with what came last.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<MemberInfo>> ObserveAsync(string group, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var retry = new ObserveRetry(_clock);
        var seen = default(string);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var query = seen is null ? "" : $"?after={Uri.EscapeDataString(seen)}&wait={DurationText.Of(ObserveFor)}";
            var call = new NodeCall { Method = HttpMethod.Get, Path = PathOf(group) + query, Wait = seen is null ? TimeSpan.Zero : ObserveFor };
            var now = await retry.TryAsync(cancel => _nodes.SendAsync(call, ClientJson.Default.MemberList, cancel), cancellationToken).ConfigureAwait(false);
            if (now is null || now.Digest == seen)
                continue;
            seen = now.Digest;
            yield return now.Members;
        }
    }

    private static string PathOf(string group)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        return "/api/v1/members/" + Uri.EscapeDataString(group);
    }
}
