using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>
/// The incidents of a node: looks once a second at what fires and what happened, and keeps all in a file so that it outlasts a restart. Beside the data
/// plane: nothing waits for it. Thread-safe.
/// </summary>
public sealed class NodeIncidents : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountsSavedEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SaveAgainAfter = TimeSpan.FromSeconds(10);

    // Writing may take this part of the time: a large file is written less often.
    private const int SaveShare = 20;

    private readonly IncidentSources _sources;
    private readonly IncidentStore _store;
    private readonly IncidentBook _book = new();
    private readonly ImpactMeter _impact = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly long _started;
    private ImmutableArray<Incident> _current = [];
    private long _seq;
    private long _savedVersion;
    private long _savedMs;
    private long _saveAfterMs;
    private Task? _loop;

    /// <summary>Prepares them; nothing is read yet.</summary>
    public NodeIncidents(IncidentSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = sources;
        _started = sources.Time.GetTimestamp();
        _store = new IncidentStore(sources.File, sources.Write, sources.Time, sources.Log);
    }

    /// <summary>All that are kept, the newest first. From memory; another array only when something has changed.</summary>
    public ImmutableArray<Incident> Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    private long NowMs => (long)_sources.Time.GetElapsedTime(_started).TotalMilliseconds;

    /// <summary>Reads what is kept and begins to look.</summary>
    /// <param name="settle">How long another process may still write what it has; then it is read once more. Default: not at all.</param>
    public void Start(TimeSpan settle = default)
    {
        if (_loop is not null)
            return;
        Load();
        _loop = Task.Run(() => LoopAsync(settle));
    }

    /// <summary>The one with this id; null for none.</summary>
    public Incident? Find(string id) => Current.FirstOrDefault(incident => incident.Id == id);

    /// <summary>Opens one by hand.</summary>
    public IncidentAnswer Open(string title, string by) => Change(() => _book.OpenByHand(title, by, Seen([])), (log, incident) => log.IncidentOpened(incident.Id, incident.Title));

    /// <summary>Closes one.</summary>
    public IncidentAnswer Close(string id, string by) => Change(() => _book.Close(id, by, Now), (log, incident) => log.IncidentClosed(incident.Id, incident.Title));

    /// <summary>Opens one again.</summary>
    public IncidentAnswer Reopen(string id, string by) => Change(() => _book.Reopen(id, by, Seen([])), (log, incident) => log.IncidentReopened(incident.Id, incident.Title));

    /// <summary>Adds what somebody wrote.</summary>
    public IncidentAnswer Note(string id, string text, string by) => Change(() => _book.Write(id, new IncidentEntry { At = Now, Kind = "note", Text = text, By = by }));

    /// <summary>Adds what came of a step of a runbook.</summary>
    /// <param name="id">To which; null: to the open one, if there is one.</param>
    /// <param name="text">What was done, and what came of it.</param>
    /// <param name="by">By whom.</param>
    /// <param name="labels">What it was about.</param>
    public IncidentAnswer Step(string? id, string text, string by, IReadOnlyDictionary<string, string> labels) =>
        Change(() => _book.Write(id, new IncidentEntry { At = Now, Kind = "step", Text = text, By = by, Labels = labels }));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        if (_loop is null)
            return;
        await _loop;
        Look();
        lock (_lock)
            Save(always: true);
    }

    /// <summary>Reads what is kept.</summary>
    internal void Load()
    {
        lock (_lock)
        {
            _book.Load(_store.Load(), NowMs);
            (_current, _savedVersion) = (_book.All, _book.Version);
        }
    }

    /// <summary>Takes one look.</summary>
    internal void Look()
    {
        IReadOnlyList<(IncidentTurn Turn, Incident Incident)> turns;
        lock (_lock)
        {
            var events = _sources.Journal.After(_seq);
            if (events.Count > 0)
                _seq = events[^1].Seq;
            var look = Seen(events);
            turns = _book.Look(look);
            Count(look);
            _current = _book.All;
            Save(always: false);
        }

        foreach (var (turn, incident) in turns)
            Tell(turn, incident);
    }

    private async Task LoopAsync(TimeSpan settle)
    {
        if (settle > TimeSpan.Zero)
        {
            await Task.Delay(settle, _sources.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LoadUnlessChanged();
        }

        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Look();
            }
#pragma warning disable CA1031 // A defect here must not take the node down, nor end the looks.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                _sources.Log.IncidentsFailed(defect);
            }

            await Task.Delay(LookEvery, _sources.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What somebody wrote here in the meantime must not be lost for what the other process wrote last.
    private void LoadUnlessChanged()
    {
        lock (_lock)
        {
            if (_book.Version == _savedVersion)
                Load();
        }
    }

    private IncidentLook Seen(IReadOnlyList<JournalEvent> events)
    {
        var model = _sources.Model();
        return new IncidentLook
        {
            Now = Now,
            NowMs = NowMs,
            Alerts = _sources.Alerts(),
            SilenceOf = _sources.SilenceOf,
            ServiceOfRoute = name => model.Routes.FirstOrDefault(route => route.Name == name)?.Service,
            Events = events,
            Known = () => [.. _sources.Journal.After(0).Where(happened => happened.Seq <= _seq)],
        };
    }

    private void Count(IncidentLook look)
    {
        if (_book.Open is null && !_impact.IsDue(look.NowMs))
            return;
        long? since = _book.Open is { } open ? look.NowMs - (long)Math.Clamp((look.Now - open.ImpactSince).TotalMilliseconds, 0, ImpactMeter.RememberedMs) : null;
        _book.Count(_impact.Look(_sources.Totals(), look.NowMs, since));
    }

    private IncidentAnswer Change(Func<IncidentAnswer> change, Action<ILogger, Incident>? tell = null)
    {
        IncidentAnswer answer;
        lock (_lock)
        {
            answer = change();
            _current = _book.All;
        }

        if (answer.Refusal == IncidentRefusal.None)
            tell?.Invoke(_sources.Log, answer.Incident!);
        return answer;
    }

    private void Tell(IncidentTurn turn, Incident incident)
    {
        switch (turn)
        {
            case IncidentTurn.Opened: _sources.Log.IncidentOpened(incident.Id, incident.Title); break;
            case IncidentTurn.Reopened: _sources.Log.IncidentReopened(incident.Id, incident.Title); break;
            case IncidentTurn.Closed: _sources.Log.IncidentClosed(incident.Id, incident.Title); break;
        }
    }

    private void Save(bool always)
    {
        var nowMs = NowMs;
        var counts = _book.Open is not null && nowMs - _savedMs >= CountsSavedEvery.TotalMilliseconds;
        if ((_book.Version == _savedVersion && !counts && !(always && _book.Open is not null)) || (!always && nowMs < _saveAfterMs))
            return;
        if (!_store.Save(_book.All))
        {
            // A disk that is full now may have room soon.
            _saveAfterMs = nowMs + (long)SaveAgainAfter.TotalMilliseconds;
            return;
        }

        (_savedVersion, _savedMs) = (_book.Version, nowMs);
        var tookMs = NowMs - nowMs;
        _saveAfterMs = nowMs + Math.Max(0, tookMs * SaveShare);
    }

    /// <summary>The time of day.</summary>
    public DateTimeOffset Now => _sources.Time.GetUtcNow();
}
