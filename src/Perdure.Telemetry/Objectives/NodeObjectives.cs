using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;

namespace Perdure.Telemetry.Objectives;

/// <summary>
/// How the routes of a node stand with their objectives, as this node sees it: counted once a second from what the gateway counts anyway, kept on disk once a
/// minute and at the end. Time goes by a monotonic clock from the start of the node on, so that no step of the wall clock moves what was counted, and never begins
/// before what is on disk. Thread-safe.
/// </summary>
public sealed class NodeObjectives : IAsyncDisposable
{
    private const long SaveEveryMs = 60_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Func<IReadOnlyList<RouteReading>> _read;
    private readonly ObjectiveFile? _file;
    private readonly Func<bool> _owned;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, (BudgetCounts Counts, long WithinUs)> _last = [];
    private readonly long _since;
    private BudgetBook _book;
    private BudgetBook? _own;
    private long _startMs;
    private long _savedMs;
    private bool _first = true;
    private volatile IReadOnlyList<RouteFigures> _current = [];
    private Task? _loop;

    /// <summary>Reads what is on disk; nothing is counted yet.</summary>
    /// <param name="gateway">What counts.</param>
    /// <param name="file">What outlasts a restart; null: nothing.</param>
    /// <param name="owned">Whether the file is this process' alone: until then the one that it took over from may still write it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where a defect is told.</param>
    public NodeObjectives(GatewayServer gateway, ObjectiveFile? file, Func<bool> owned, TimeProvider time, ILogger log)
        : this(() => RouteReader.Read(gateway), file, owned, time, log)
    {
    }

    internal NodeObjectives(Func<IReadOnlyList<RouteReading>> read, ObjectiveFile? file, Func<bool> owned, TimeProvider time, ILogger log)
    {
        (_read, _file, _owned, _time, _log) = (read, file, owned, time, log);
        _since = time.GetTimestamp();
        _startMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        _book = new BudgetBook();
        if (file is null)
            return;
        // What the process before writes at its end is read when it has: until then, what it has written so far.
        if (!owned())
            _own = new BudgetBook();
        Load();
    }

    /// <summary>The routes with an objective, in the order of the system file, as of the last second.</summary>
    public IReadOnlyList<RouteFigures> Current => _current;

    private long NowMs => _startMs + (long)_time.GetElapsedTime(_since).TotalMilliseconds;

    /// <summary>Begins to count.</summary>
    public void Start() => _loop ??= Task.Run(LoopAsync);

    /// <summary>Counts what is left to count, and keeps it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        if (_loop is not null)
            await _loop;
        lock (_lock)
        {
            Count(NowMs);
            Save(NowMs);
        }
    }

    /// <summary>Takes one look.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            var nowMs = NowMs;
            if (_own is { } own && _owned())
            {
                // The process before has gone, and with it what it counted last is there.
                _own = null;
                Load();
                _book.Add(own);
            }

            var readings = Count(nowMs);
            _current =
            [
                .. from reading in readings
                   let budget = _book.Routes.GetValueOrDefault(reading.Route)
                   where budget is not null
                   select budget.Draw(reading.Route, reading.Objective, reading.Counts, nowMs),
            ];
            if (nowMs - _savedMs < SaveEveryMs)
                return;
            var declared = readings.Select(reading => reading.Route).ToHashSet();
            _book.Forget(declared.Contains, nowMs);
            Save(nowMs);
        }
    }

    private IReadOnlyList<RouteReading> Count(long nowMs)
    {
        var readings = _read();
        foreach (var reading in readings)
        {
            var withinUs = RouteReader.WithinUs(reading.Objective.Latency);
            var counts = reading.Counts;
            // What was counted before there was an objective says nothing about it; at the start of the node nothing was.
            if (!_last.TryGetValue(reading.Route, out var last))
                last = (_first ? default : counts, withinUs);
            if (last.WithinUs != withinUs)
                last = (last.Counts with { Timed = counts.Timed, Slow = counts.Slow }, withinUs);
            _last[reading.Route] = (counts, withinUs);
            var delta = counts.Since(last.Counts);
            _book.Of(reading.Route, reading.Objective.Window, withinUs)?.Add(nowMs, delta);
            _own?.Of(reading.Route, reading.Objective.Window, withinUs)?.Add(nowMs, delta);
        }

        foreach (var gone in _last.Keys.Except(readings.Select(reading => reading.Route)).ToList())
            _last.Remove(gone);
        _first = false;
        return readings;
    }

    private void Load()
    {
        var (book, savedAtMs) = _file!.Load();
        _book = book;
        // A clock that went back in between must not put what is new before what is old.
        var behind = savedAtMs - NowMs;
        if (behind > 0)
            _startMs += behind;
        _savedMs = NowMs;
    }

    private void Save(long nowMs)
    {
        _savedMs = nowMs;
        if (_own is null && _book.Routes.Count > 0)
            _file?.Save(_book, nowMs);
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Look();
            }
#pragma warning disable CA1031 // A defect here must not take the node down, nor end the count.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                _log.ObjectivesFailed(defect);
            }

            await Task.Delay(LookEvery, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
