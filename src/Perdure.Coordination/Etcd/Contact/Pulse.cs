using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Grpc;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Contact;

/// <summary>
/// Looks after the store once a second, and at once when a call failed: drives the status, opens the gate, leaves endpoints that fail and
/// gives up connections on which nothing comes any more.
/// </summary>
internal sealed class Pulse : IAsyncDisposable
{
    private static readonly TimeSpan s_everyWell = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_everyLost = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_everyRefused = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly EtcdOptions _options;
    private readonly EndpointSet _endpoints;
    private readonly Examiner _examiner;
    private readonly Gate _gate;
    private readonly StatusBoard _board;
    private readonly Func<EtcdVersion?, string?> _warning;
    private readonly SemaphoreSlim _hurry = new(0, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private volatile bool _progressOrdered;
    private string? _warned;
    private long? _staleSince;

    public Pulse(EtcdOptions options, EndpointSet endpoints, Examiner examiner, Gate gate, StatusBoard board, Func<EtcdVersion?, string?> warning)
    {
        (_options, _endpoints, _examiner, _gate, _board, _warning) = (options, endpoints, examiner, gate, board, warning);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>See <see cref="EtcdVersion.IsProgressOrdered"/>, of the endpoint in use.</summary>
    public bool IsProgressOrdered => _progressOrdered;

    /// <summary>Asks for a look now.</summary>
    public void Hurry()
    {
        try
        {
            if (_hurry.CurrentCount == 0) _hurry.Release();
        }
        catch (Exception fault) when (fault is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else asked at the same time, or it is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _closing.Dispose();
        _hurry.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var since = _options.Clock.GetTimestamp();
                var heart = Patient(await BeatAsync().ConfigureAwait(false));
                if (_closing.IsCancellationRequested) return;
                Tell(heart);
                await RestAsync(heart, _options.Clock.GetElapsedTime(since)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Without a pulse nothing would ever be noticed again.
                _options.Log.StoreFault(fault);
                await Task.Delay(s_everyWell, _options.Clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task RestAsync(Heartbeat heart, TimeSpan took)
    {
        if (heart.IsHopeless || heart.Failure is not null)
        {
            // No hurry: everybody's calls fail now.
            await Task.Delay(heart.IsHopeless ? s_everyRefused : s_everyLost, _options.Clock, _closing.Token).ConfigureAwait(false);
            return;
        }

        await Task.Delay(s_pause, _options.Clock, _closing.Token).ConfigureAwait(false);
        var rest = s_everyWell - s_pause - took;
        if (rest > TimeSpan.Zero) await _hurry.WaitAsync(rest, _closing.Token).ConfigureAwait(false);
    }

    // Each endpoint is asked twice at most, and no longer than a call may take: then the store is lost.
    private async ValueTask<Heartbeat> BeatAsync()
    {
        var started = _options.Clock.GetTimestamp();
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var hopeless = new Hopeless(_endpoints.Count);
        var stale = false;
        for (var made = 1; ; made++)
        {
            var endpoint = _endpoints.Current;
            var connection = endpoint.Connection;
            var (heart, status) = await _examiner.LookAsync(endpoint, _closing.Token).ConfigureAwait(false);
            if (heart.Failure is null || _closing.IsCancellationRequested) return heart;

            if (status is GrpcStatus.TimedOut or GrpcStatus.Broken or GrpcStatus.Tls) endpoint.Replace(connection);
            _endpoints.Leave(endpoint);
            problems[endpoint.Name] = heart.Problem!;
            hopeless.Note(endpoint.Index, heart.IsHopeless);
            stale |= status == GrpcStatus.Stale;
            if (hopeless.All || made >= 2 * _endpoints.Count || _options.Clock.GetElapsedTime(started) >= _options.Timeout)
                {
                return heart with
                {
                    Failure = hopeless.All ? heart.Failure : CoordinationFailure.Unavailable, Problem = string.Join("; ", problems.Values), IsStale = stale,
                };
            }

            if (made % _endpoints.Count == 0) await Task.Delay(s_pause, _options.Clock, _closing.Token).ConfigureAwait(false);
        }
    }

    // A member that lags catches up within moments; what stays in the past was set back, and only a person knows whether that was meant.
    private Heartbeat Patient(Heartbeat heart)
    {
        if (heart.Failure is null) _staleSince = null;
        if (!heart.IsStale) return heart;
        _staleSince ??= _options.Clock.GetTimestamp();
        return _options.Clock.GetElapsedTime(_staleSince.Value) < _options.StaleFor ? heart : heart with { Failure = CoordinationFailure.Incompatible };
    }

    private void Tell(Heartbeat heart)
    {
        var before = _board.Current;
        if (heart.Failure is { } failure)
        {
            var state = heart.IsHopeless ? StoreState.Refused : StoreState.Lost;
            if (heart.IsHopeless) _gate.Refuse(failure, heart.Problem!);
            else if (heart.IsStale) _gate.Suspend(heart.Problem!);
            else _gate.Fail(heart.Problem!);
            _board.Set(state, heart.Problem, status => status with { Location = heart.Endpoint });
            if (before.State == state) return;
            if (heart.IsHopeless) _options.Log.StoreRefused(heart.Problem!);
            else _options.Log.StoreLost(heart.Problem!);
            return;
        }

        _progressOrdered = heart.Version is { IsProgressOrdered: true };
        var (version, warning) = (heart.Version is { } known ? $"{known.Major}.{known.Minor}.{known.Patch}" : null, _warning(heart.Version));
        _board.Set(StoreState.Connected, null, status => status with { Location = heart.Endpoint, Version = version, Warning = warning });
        _gate.Open();
        if (before.State != StoreState.Connected || before.Location != heart.Endpoint) _options.Log.StoreConnected(heart.Endpoint, version ?? "?");
        if (warning is not null && warning != _warned) _options.Log.StoreWarning(warning);
        _warned = warning;
    }
}
