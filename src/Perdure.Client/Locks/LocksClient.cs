using System.Globalization;
using Perdure.Client.Leases;
using Perdure.Client.Transport;

namespace Perdure.Client.Locks;

/// <summary>Fair locks with fencing tokens. Thread-safe. Every method throws <see cref="PerdureException"/>.</summary>
public sealed class LocksClient
{
    private readonly NodeConnections _nodes;
    private readonly TimeProvider _clock;

    internal LocksClient(NodeConnections nodes, TimeProvider clock) => (_nodes, _clock) = (nodes, clock);

    /// <summary>Waits for a lock, however long that takes and whichever nodes fail meanwhile; cancel to give up. Who came first has it first.</summary>
    /// <param name="name">The lock: 1 to 128 of A-Z a-z 0-9 . _ -</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up and leaves the queue.</param>
    public async Task<HeldLock> AcquireAsync(string name, LockOptions? options = null, CancellationToken cancellationToken = default) =>
        (await EnterAsync(name, null, options, cancellationToken).ConfigureAwait(false))!;

    /// <summary>As <see cref="AcquireAsync"/>, but only for <paramref name="wait"/>; null when it was not to be had in that time.</summary>
    public Task<HeldLock?> TryAcquireAsync(string name, TimeSpan wait, LockOptions? options = null, CancellationToken cancellationToken = default) =>
        EnterAsync(name, wait, options, cancellationToken);

    /// <summary>The lock as it is now.</summary>
    public Task<LockInfo> GetAsync(string name, CancellationToken cancellationToken = default) =>
        _nodes.SendAsync(new NodeCall { Method = HttpMethod.Get, Path = PathOf(name) }, ClientJson.Default.LockInfo, cancellationToken);

    /// <summary>All locks that are held.</summary>
    public async Task<IReadOnlyList<LockInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        var call = new NodeCall { Method = HttpMethod.Get, Path = "/api/v1/locks" };
        return (await _nodes.SendAsync(call, ClientJson.Default.LockList, cancellationToken).ConfigureAwait(false)).Locks;
    }

    /// <summary>Whether a fencing token is that of the holder.</summary>
    public Task<bool> HoldsAsync(string name, long token, CancellationToken cancellationToken = default) =>
        CheckCall.HoldsAsync(_nodes, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}/check?token={token}"), cancellationToken);

    private async Task<HeldLock?> EnterAsync(string name, TimeSpan? wait, LockOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new LockOptions();
        var times = LeaseTimes.Checked(options.Ttl, options.Grace);
        var owner = options.Owner ?? OwnName.Next();
        var who = new EnterWire { Owner = owner, Ttl = DurationText.Of(options.Ttl), Wait = "0s" };
        var entry = new QueueEntry(_nodes, _clock, QueuePaths.Lock(name), who, times);
        if (await entry.ComeFirstAsync(wait, cancellationToken).ConfigureAwait(false) is not { } first)
            return null;
        var lease = first.Standing.Lease;
        var keeper = new LeaseKeeper(_clock, times with { Ttl = first.Standing.Ttl }, first.Sent, (tryFor, cancel) => entry.RenewAsync(lease, tryFor, cancel));
        return new HeldLock(name, owner, first, keeper, cancel => entry.LeaveAsync(lease, cancel));
    }

    private static string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return "/api/v1/locks/" + Uri.EscapeDataString(name);
    }
}
