using System.Text.Json;
using Perdure.Client.Leases;
using Perdure.Client.Transport;

namespace Perdure.Client.Members;

/// <summary>
/// Being a member of a group: renewed in the background, and joined again whenever the lease was lost, until it is disposed of. Thread-safe.
/// </summary>
public sealed class Membership : IAsyncDisposable
{
    private readonly NodeConnections _nodes;
    private readonly TimeProvider _clock;
    private readonly LeaseTimes _times;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _soon = new(0, 1);
    private readonly string _path;
    private Task _keeping = Task.CompletedTask;
    private volatile MemberInfo _info;
    private volatile string? _lease;
    private volatile PerdureException? _problem;
    private MemberInfo? _told;
    private int _disposed;

    private Membership(NodeConnections nodes, TimeProvider clock, string group, string id, MemberInfo info, LeaseTimes times)
    {
        (_nodes, _clock, _info, _times) = (nodes, clock, info, times);
        (Group, Id) = (group, id);
        _path = $"/api/v1/members/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(id)}";
    }

    /// <summary>The group.</summary>
    public string Group { get; }

    /// <summary>The member.</summary>
    public string Id { get; }

    /// <summary>Whether the last renewal succeeded: the others see it.</summary>
    public bool IsJoined => _lease is not null && _problem is null;

    /// <summary>Why the last renewal failed; null when it did not. It is tried again all the time.</summary>
    public PerdureException? Problem => _problem;

    /// <summary>Tells something else about the member, soon. What is null is not told any more, but not all of it may be.</summary>
    public void Update(MemberInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        _info = info;
        try
        {
            _soon.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to be told anyway.
        }
    }

    /// <summary>Leaves, when a node can be reached; otherwise it ends with its time to live.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        if (_lease is { } lease)
        {
            var call = new NodeCall { Method = HttpMethod.Delete, Path = $"{_path}?lease={Uri.EscapeDataString(lease)}" };
            try
            {
                await _nodes.SendAsync(call, ClientJson.Default.Nothing, CancellationToken.None).ConfigureAwait(false);
            }
            catch (PerdureException)
            {
                // It ends by itself.
            }
        }

        _stopping.Dispose();
        _soon.Dispose();
    }

    internal static async Task<Membership> JoinAsync(
        NodeConnections nodes, TimeProvider clock, string group, string id, MemberInfo info, LeaseTimes times, CancellationToken cancellationToken)
    {
        var membership = new Membership(nodes, clock, group, id, info, times);
        await membership.PutAsync(cancellationToken).ConfigureAwait(false);
        membership._keeping = membership.KeepAsync();
        return membership;
    }

    private async Task KeepAsync()
    {
        var pause = _times.RenewEvery;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(pause).ConfigureAwait(false);
                await PutAsync(_stopping.Token).ConfigureAwait(false);
                pause = _times.RenewEvery;
            }
            catch (PerdureException failed)
            {
                // Gone: join again at once. Anything else may pass, a name that is taken by our own lost lease included.
                _problem = failed;
                if (failed.Failure == PerdureFailure.Lost)
                    _lease = null;
                pause = _times.RetryAfter;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                // What a handler of the caller's throws that nobody expects.
                _problem = new PerdureException(PerdureFailure.Unexpected, failed.Message, failed);
                pause = _times.RetryAfter;
            }
        }
    }

    // The pause, or less when there is something new to tell.
    private async Task WaitAsync(TimeSpan pause)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var told = _soon.WaitAsync(either.Token);
        await Task.WhenAny(told, Task.Delay(pause, _clock, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Token.ThrowIfCancellationRequested();
    }

    private async Task PutAsync(CancellationToken cancellationToken)
    {
        var (info, lease) = (_info, _lease);
        var body = new JoinWire { Ttl = DurationText.Of(_times.Ttl), Lease = lease };

        // Told again only when it is new: each telling is a change that every observer hears of.
        if (lease is null || !ReferenceEquals(info, _told))
            body = body with { Address = info.Address, Zone = info.Zone, Version = info.Version, Data = info.Data };
        var call = new NodeCall
        {
            Method = HttpMethod.Put,
            Path = _path,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, ClientJson.Default.JoinWire),
            Timeout = _times.TryFor,
            Repeatable = lease is not null,
        };
        _lease = (await _nodes.SendAsync(call, ClientJson.Default.JoinedWire, cancellationToken).ConfigureAwait(false)).Lease;
        (_told, _problem) = (info, null);
    }
}
