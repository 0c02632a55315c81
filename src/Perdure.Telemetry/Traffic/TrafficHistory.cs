using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;

namespace Perdure.Telemetry.Traffic;

/// <summary>
/// The traffic of a node, second by second, for the last 15 minutes: of all routes together, and of the first 300 by themselves. Read from what the gateway
/// counts anyway; requests do not notice. 32 KB for each route that has had traffic. Thread-safe.
/// </summary>
public sealed class TrafficHistory : IAsyncDisposable
{
    /// <summary>How many routes are recorded by themselves.</summary>
    public const int RoutesMax = 300;

    /// <summary>How many seconds are kept.</summary>
    public const int SecondsMax = TrafficTrack.PointsMax;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Func<ImmutableArray<RouteRuntime>> _routes;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly TrafficTrack _all = new();
    private readonly TrafficCounts _delta = new();
    private readonly TrafficCounts _sum = new();
    private readonly Dictionary<string, TrafficTrack> _tracks = [];
    private ImmutableArray<RouteRuntime> _known;
    private HashSet<string> _recorded = [];
    private long _lookedAt;
    private long _lastSecond;
    private Task? _loop;

    /// <summary>Prepares it; nothing is recorded yet.</summary>
    public TrafficHistory(GatewayServer gateway, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(time);
        (_routes, _time, _log) = (() => gateway.Routes, time, log);
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>The newest second of all routes together; null before the first.</summary>
    public TrafficPoint? Latest
    {
        get
        {
            lock (_lock)
                return _all.Latest;
        }
    }

    /// <summary>Begins to record.</summary>
    public void Start() => _loop ??= Task.Run(LoopAsync);

    /// <summary>Whether a route of the plan in force is recorded by itself.</summary>
    public bool Records(string route)
    {
        lock (_lock)
            return _recorded.Contains(route);
    }

    /// <summary>
    /// The newest second of each route that has had traffic, by its name; the first quiet one of those that have none just now.
    /// </summary>
    public IReadOnlyList<(string Route, TrafficPoint Point)> LatestByRoute()
    {
        lock (_lock)
            return [.. from track in _tracks let latest = track.Value.Latest where latest is not null && _recorded.Contains(track.Key) select (track.Key, latest.Value)];
    }

    /// <summary>The last seconds, oldest first; those that were missed are not there.</summary>
    /// <param name="route">A route; null for all together.</param>
    /// <param name="seconds">How many at most.</param>
    public IReadOnlyList<TrafficPoint> Points(string? route, int seconds)
    {
        lock (_lock)
            return route is null ? _all.Last(seconds) : _tracks.GetValueOrDefault(route)?.Last(seconds) ?? [];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        if (_loop is not null)
            await _loop;
    }

    /// <summary>Records what happened since the last look.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var seconds = Math.Max(0.001, _time.GetElapsedTime(_lookedAt, now).TotalSeconds);
            _lookedAt = now;
            var second = Second(seconds);
            var routes = _routes();
            if (_known != routes)
                Follow(routes);
            _sum.Clear();
            foreach (var route in routes)
            {
                if (route.Meter is not { } meter || !_tracks.TryGetValue(route.Name, out var track))
                    continue;
                track.Step(meter, _delta);
                _sum.Add(_delta);
                if (_recorded.Contains(route.Name))
                    track.Add(_delta.Over(seconds, second), always: false);
            }

            _all.Add(_sum.Over(seconds, second), always: true);
        }
    }

    // One look, one second: late or early by a few ms, it must not count twice for the one and never for the other.
    private long Second(double elapsed)
    {
        var second = (long)Math.Round(_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        var next = _lastSecond + Math.Max(1, (long)Math.Round(elapsed));
        return _lastSecond = Math.Abs(next - second) < 2 ? next : second;
    }

    // A route counts from the first look at it on.
    private void Follow(ImmutableArray<RouteRuntime> routes)
    {
        var names = routes.Select(route => route.Name).ToHashSet();
        foreach (var gone in _tracks.Keys.Where(name => !names.Contains(name)).ToList())
            _tracks.Remove(gone);
        foreach (var route in routes.Where(route => route.Meter is not null && !_tracks.ContainsKey(route.Name)))
        {
            _tracks[route.Name] = new TrafficTrack();
            _tracks[route.Name].Begin(route.Meter!);
        }

        _recorded = [.. routes.Take(RoutesMax).Select(route => route.Name)];
        _known = routes;
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    Look();
                }
#pragma warning disable CA1031 // A defect here must not take the node down, nor end the record.
                catch (Exception defect)
#pragma warning restore CA1031
                {
                    _log.TrafficFailed(defect);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }
}
