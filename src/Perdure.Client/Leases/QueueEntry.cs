using System.Text.Json;
using Perdure.Client.Transport;

namespace Perdure.Client.Leases;

/// <summary>
/// One way through a queue: enters it, waits in it by asking again and again with the same lease, whichever node answers, and comes out first
/// or not at all. What a node forgot or never answered is learned by asking with the lease.
/// </summary>
internal sealed class QueueEntry(NodeConnections nodes, TimeProvider clock, QueuePaths paths, EnterWire who, LeaseTimes times)
{
    private static readonly TimeSpan AskForMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    private string? _lease;
    private TimeSpan _retry = RetryMin;

    /// <summary>What came of it: the standing, and the timestamp from before the renewal that it rests upon was sent.</summary>
    public sealed record First(StandingWire Standing, long Sent);

    /// <summary>Waits to be first, for so long (null: without end); null when that time is over. Leaves the queue whenever it does not succeed.</summary>
    public async Task<First?> ComeFirstAsync(TimeSpan? wait, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var first = default(First);
        try
        {
            while (first is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var left = wait is { } all ? all - clock.GetElapsedTime(began) : AskForMax;
                first = await AskAsync(left, cancellationToken).ConfigureAwait(false);
                if (first is null && wait is { } limit && clock.GetElapsedTime(began) >= limit)
                    return null;
            }

            return first;
        }
        finally
        {
            if (first is null && _lease is { } lease)
                await TryLeaveAsync(lease).ConfigureAwait(false);
        }
    }

    /// <summary>Renews a lease that came first; false when it is gone, and with it the place.</summary>
    public async Task<bool> RenewAsync(string lease, TimeSpan tryFor, CancellationToken cancellationToken)
    {
        try
        {
            var call = new NodeCall { Method = HttpMethod.Post, Path = paths.Renew, Body = LeaseBody(lease), Timeout = tryFor };
            return (await nodes.SendAsync(call, ClientJson.Default.StandingWire, cancellationToken).ConfigureAwait(false)).First;
        }
        catch (PerdureException gone) when (gone.Failure == PerdureFailure.Lost)
        {
            return false;
        }
    }

    /// <summary>Leaves the queue.</summary>
    public async Task LeaveAsync(string lease, CancellationToken cancellationToken)
    {
        var call = new NodeCall { Method = HttpMethod.Post, Path = paths.Leave, Body = LeaseBody(lease) };
        try
        {
            await nodes.SendAsync(call, ClientJson.Default.Nothing, cancellationToken).ConfigureAwait(false);
        }
        catch (PerdureException gone) when (gone.Failure == PerdureFailure.Lost)
        {
            // It has ended already.
        }
    }

    // One round: null for not yet.
    private async Task<First?> AskAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            // The first time not to wait but to have a lease, which outlives the node that is asked.
            var ask = _lease is null || left <= TimeSpan.Zero ? TimeSpan.Zero : Shortest(left, times.RenewEvery, AskForMax);
            var sent = clock.GetTimestamp();
            var standing = _lease is null
                ? await EnterAnewAsync(cancellationToken).ConfigureAwait(false)
                : await EnterAsync(ask, cancellationToken).ConfigureAwait(false);
            (_lease, _retry) = (standing.Lease, RetryMin);
            if (!standing.First)
                return null;
            if (clock.GetElapsedTime(sent) < times.RenewEvery / 2)
                return new First(standing, sent);

            // It was first some time after the request was sent, but the deadline can only be counted from then: renew to have a fresh one.
            sent = clock.GetTimestamp();
            return await RenewAsync(standing.Lease, times.TryFor, cancellationToken).ConfigureAwait(false) ? new First(standing, sent) : null;
        }
        catch (PerdureException gone) when (gone.Failure == PerdureFailure.Lost)
        {
            _lease = null;
        }
        catch (PerdureException later) when (later.IsTransient || later.Failure == PerdureFailure.NameTaken)
        {
            // A name that is taken is perhaps our own, from a request that was not answered or a process that was killed: it ends with its lease.
            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    // A request that was sent is not taken back: when the caller gives up, its answer names what is to be left.
    private async Task<StandingWire> EnterAnewAsync(CancellationToken cancellationToken)
    {
        var entering = EnterAsync(TimeSpan.Zero, CancellationToken.None);
        try
        {
            return await entering.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = LeaveOnceEnteredAsync(entering);
            throw;
        }
    }

    private async Task LeaveOnceEnteredAsync(Task<StandingWire> entering)
    {
        try
        {
            await TryLeaveAsync((await entering.ConfigureAwait(false)).Lease).ConfigureAwait(false);
        }
        catch (Exception nothing) when (nothing is PerdureException or OperationCanceledException or ObjectDisposedException)
        {
            // Nothing was entered that we know of.
        }
    }

    private Task<StandingWire> EnterAsync(TimeSpan ask, CancellationToken cancellationToken)
    {
        var body = who with { Wait = DurationText.Of(ask), Lease = _lease };
        var call = new NodeCall
        {
            Method = HttpMethod.Post,
            Path = paths.Enter,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, ClientJson.Default.EnterWire),
            Wait = ask,
            Timeout = times.TryFor,
            Repeatable = _lease is not null,
        };
        return nodes.SendAsync(call, ClientJson.Default.StandingWire, cancellationToken);
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Shortest(_retry, times.RenewEvery / 2, RetryMax), clock, cancellationToken).ConfigureAwait(false);
        _retry *= 2;
    }

    private async Task TryLeaveAsync(string lease)
    {
        using var late = new CancellationTokenSource(LeaveTimeout, clock);
        try
        {
            await LeaveAsync(lease, late.Token).ConfigureAwait(false);
        }
        catch (Exception unreachable) when (unreachable is PerdureException or OperationCanceledException)
        {
            // It ends by itself with its time to live.
        }
    }

    private static byte[] LeaseBody(string lease) => JsonSerializer.SerializeToUtf8Bytes(new LeaseWire(lease), ClientJson.Default.LeaseWire);

    private static TimeSpan Shortest(TimeSpan a, TimeSpan b, TimeSpan c) => TimeSpan.FromTicks(Math.Min(a.Ticks, Math.Min(b.Ticks, c.Ticks)));
}
