using Microsoft.Extensions.Logging;
using Perdure.Model;

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>Tells one receiver of alerts, on a loop of its own: one that hangs holds up nobody else.</summary>
internal sealed class Notifier : IAsyncDisposable
{
    private const long LogEveryMs = 60_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly GroupTable _groups;
    private readonly WebhookSender _sender;
    private readonly Func<IReadOnlyList<Alert>> _alerts;
    private readonly Func<Alert, bool> _silenced;
    private readonly Func<string> _externalUrl;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _host;
    private readonly Random _chance;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _delivered;
    private long _failed;
    private long? _loggedMs;
    private bool _missing;
    private IReadOnlyList<Alert>? _taken;

    /// <summary>Begins to tell.</summary>
    /// <param name="name">The receiver's name.</param>
    /// <param name="options">Who, and how often.</param>
    /// <param name="alerts">How the alerts stand.</param>
    /// <param name="silenced">Whether nobody is to be told of one.</param>
    /// <param name="externalUrl">Where the node can be asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where failures are told.</param>
    public Notifier(
        string name, NotifyModel options, Func<IReadOnlyList<Alert>> alerts, Func<Alert, bool> silenced, Func<string> externalUrl, TimeProvider time, ILogger log)
    {
        (Name, Options, _alerts, _silenced, _externalUrl, _time, _log) = (name, options, alerts, silenced, externalUrl, time, log);
        _groups = new GroupTable(options);
        _sender = new WebhookSender(options);
        _host = options.Webhook.GetLeftPart(UriPartial.Authority);
        _chance = new Random(HashCode.Combine(name, time.GetTimestamp()));
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>The receiver's name.</summary>
    public string Name { get; }

    /// <summary>What the system file says of it.</summary>
    public NotifyModel Options { get; }

    /// <summary>Messages that arrived.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Tries that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the last try failed; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _sender.Dispose();
        _stop.Dispose();
    }

    private long NowMs => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var alerts = _alerts();
                if (!ReferenceEquals(alerts, _taken))
                    _groups.Put(alerts, NowMs);
                _taken = alerts;
                while (_groups.Due(NowMs, _silenced) is { } message)
                    await TellAsync(message);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A defect here must not end what tells of all others.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                _log.AlertsFailed(defect);
            }

            await Task.Delay(LookEvery, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(AlertMessage message)
    {
        var result = await _sender.SendAsync(WebhookPayload.Write(message, Name, _externalUrl()), _stop.Token);
        var nowMs = NowMs;
        if (result.Delivered)
        {
            Interlocked.Increment(ref _delivered);
            message.Group.Told(message, nowMs, _groups.IntervalMs);
            Problem = null;
            if (_missing)
                _log.AlertsDeliveredAgain(_host);
            _missing = false;
            return;
        }

        Interlocked.Increment(ref _failed);
        Problem = result.Why;
        if (result.Again)
            message.Group.Missed(nowMs, _chance.NextDouble());
        else
            message.Group.Refused(nowMs, _groups.IntervalMs);
        if (_missing && nowMs - _loggedMs < LogEveryMs)
            return;
        (_missing, _loggedMs) = (true, nowMs);
        _log.AlertsNotDelivered(_host, result.Why);
    }
}
