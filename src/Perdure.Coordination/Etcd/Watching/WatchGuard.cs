using Perdure.Coordination.Etcd.Endpoints;

namespace Perdure.Coordination.Etcd.Watching;

/// <summary>
/// Ends a stream on which nothing comes although somebody waits: after some silence it asks for a sign, and when none comes in time it
/// gives the stream up. A stream to an endpoint that others have left is asked sooner. Thread-safe.
/// </summary>
internal sealed class WatchGuard : IDisposable
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_silenceElsewhere = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly EtcdOptions _options;
    private readonly EndpointSet _endpoints;
    private readonly Endpoint _endpoint;
    private readonly Action _ask;
    private readonly Action _giveUp;
    private readonly ITimer _timer;
    private long _since;
    private bool _waiting;
    private bool _asked;
    private bool _over;

    /// <param name="options">The clock, and how long a sign may take.</param>
    /// <param name="endpoints">Which endpoint is in use.</param>
    /// <param name="endpoint">That of the stream.</param>
    /// <param name="ask">Asks for a sign; returns at once.</param>
    /// <param name="giveUp">Ends the stream; returns at once.</param>
    public WatchGuard(EtcdOptions options, EndpointSet endpoints, Endpoint endpoint, Action ask, Action giveUp)
    {
        (_options, _endpoints, _endpoint, _ask, _giveUp) = (options, endpoints, endpoint, ask, giveUp);
        var every = TimeSpan.FromMilliseconds(500);
        _timer = options.Clock.CreateTimer(static state => ((WatchGuard)state!).Tick(), this, every, every);
    }

    /// <summary>Somebody begins to wait.</summary>
    public void Wait()
    {
        lock (_lock) (_waiting, _asked, _since) = (true, false, _options.Clock.GetTimestamp());
    }

    /// <summary>Something came: what the caller does with it takes as long as it likes.</summary>
    public void Came()
    {
        lock (_lock) _waiting = false;
    }

    public void Dispose()
    {
        lock (_lock) _over = true;
        _timer.Dispose();
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_over || !_waiting) return;
            var silent = _options.Clock.GetElapsedTime(_since);
            if (_asked)
            {
                if (silent < _options.Timeout) return;
                _over = true;
                _giveUp();
            }
            else if (silent >= (ReferenceEquals(_endpoints.Current, _endpoint) ? s_silence : s_silenceElsewhere))
            {
                (_asked, _since) = (true, _options.Clock.GetTimestamp());
                _ask();
            }
        }
    }
}
