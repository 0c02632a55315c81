using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Model;
using Perdure.Telemetry.Alerting.Notifying;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Incidents;

namespace Perdure.Telemetry.Alerting;

/// <summary>
/// Watches the signals of a node by the rules of its system file, once a second, and has receivers told. Each node watches what it sees itself. Beside the
/// data plane: it only reads counters, and nothing waits for it. Thread-safe.
/// </summary>
public sealed class NodeAlerts : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly NodeTelemetry _telemetry;
    private readonly Func<SystemModel> _model;
    private readonly Func<string> _externalUrl;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly AlertBook _book = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile IReadOnlyList<Alert> _current = [];
    private ImmutableArray<Notifier> _notifiers = [];
    private ImmutableArray<(string Rule, AlertSeverity Severity, int Pending, int Firing)> _figures = [];
    private readonly Lock _lock = new();
    private bool _overflowTold;
    private Task? _loop;

    /// <summary>Prepares it; nothing is watched yet.</summary>
    /// <param name="telemetry">Where signals come from.</param>
    /// <param name="model">The plan in force.</param>
    /// <param name="silences">Of what nobody is told.</param>
    /// <param name="externalUrl">The url of the node's admin API, for those who are told.</param>
    /// <param name="log">Where alerts are logged.</param>
    public NodeAlerts(NodeTelemetry telemetry, Func<SystemModel> model, SilenceBook silences, Func<string> externalUrl, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(telemetry);
        (_telemetry, _model, Silences, _externalUrl, _time, _log) = (telemetry, model, silences, externalUrl, telemetry.Time, log);
    }

    /// <summary>The silences.</summary>
    public SilenceBook Silences { get; }

    /// <summary>Those that are pending, firing, or were resolved within the last 15 minutes; the firing ones first, the worst of them in front.</summary>
    public IReadOnlyList<Alert> Current => _current;

    /// <summary>Those who are told: name, host, messages delivered, tries that failed, and what is wrong.</summary>
    public IReadOnlyList<AlertReceiver> Receivers
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _notifiers.Select(notifier => new AlertReceiver(
                        notifier.Name, notifier.Options.Webhook.GetLeftPart(UriPartial.Authority), notifier.Delivered, notifier.Failed, notifier.Problem)),
                ];
            }
        }
    }

    /// <summary>Everything in numbers.</summary>
    public AlertFigures Figures
    {
        get
        {
            lock (_lock)
                return new AlertFigures(_figures, Silences.Current.Length, [.. _notifiers.Select(notifier => (notifier.Name, notifier.Delivered, notifier.Failed))]);
        }
    }

    /// <summary>The silence that holds for an alert; null for none.</summary>
    public Silence? SilenceOf(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return Silences.Current.FirstOrDefault(silence => silence.Covers(alert.Labels));
    }

    /// <summary>Begins to watch.</summary>
    public void Start() => _loop ??= Task.Run(LoopAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        if (_loop is not null)
            await _loop;
        await Task.WhenAll(_notifiers.Select(notifier => notifier.DisposeAsync().AsTask()));
    }

    /// <summary>Takes one look.</summary>
    internal async Task LookAsync()
    {
        var model = _model();
        var turned = _book.Look(model.Alerts, _telemetry.Glance(), _time.GetUtcNow());
        _current = _book.Current;
        lock (_lock)
            _figures = _book.Figures;
        foreach (var alert in turned)
            Log(alert);
        if (_book.Overflowed && !_overflowTold)
            _log.AlertsNotWatched(AlertBook.AlertsMax);
        _overflowTold = _book.Overflowed;
        await FollowAsync(model.Notify);
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync();
            }
#pragma warning disable CA1031 // A defect here must not take the node down, nor end the watch.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                _log.AlertsFailed(defect);
            }

            await Task.Delay(LookEvery, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Log(Alert alert)
    {
        var where = string.Concat(alert.Labels.Where(label => label.Key is "service" or "route" or "queue" or "listener").Select(label => $" of {label.Key} {label.Value}"));
        if (alert.Phase == AlertPhase.Firing)
            _log.AlertFiring(alert.Name, where, alert.Severity.ToString().ToLowerInvariant(), alert.Expression, alert.Value ?? "so");
        else
            _log.AlertResolved(alert.Name, where, AlertJoin.Lasting((alert.EndsAt - alert.StartsAt) ?? TimeSpan.Zero));
    }

    // A reload may have changed who is told: one that is as before goes on with what it has told.
    private async Task FollowAsync(ImmutableArray<NotifyModel> wanted)
    {
        var before = _notifiers;
        if (before.Length == wanted.Length && before.Zip(wanted).All(pair => Same(pair.First.Options, pair.Second)))
            return;
        var next = ImmutableArray.CreateBuilder<Notifier>();
        foreach (var (options, at) in wanted.Select((options, at) => (options, at)))
        {
            next.Add(before.FirstOrDefault(notifier => Same(notifier.Options, options) && !next.Contains(notifier))
                ?? new Notifier($"webhook-{at + 1}", options, () => _current, alert => SilenceOf(alert) is not null, _externalUrl, _time, _log));
        }

        lock (_lock)
            _notifiers = next.ToImmutable();
        await Task.WhenAll(before.Where(notifier => !next.Contains(notifier)).Select(notifier => notifier.DisposeAsync().AsTask()));
    }

    // Arrays compare by identity, and every reading makes a new one.
    private static bool Same(NotifyModel one, NotifyModel other) => one.GroupBy.SequenceEqual(other.GroupBy) && one == other with { GroupBy = one.GroupBy };
}
