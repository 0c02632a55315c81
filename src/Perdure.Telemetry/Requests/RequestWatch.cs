using Microsoft.Extensions.Logging;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Model;

namespace Perdure.Telemetry.Requests;

/// <summary>What a node writes down of single requests: access log, tap, and who else wants to know. Thread-safe.</summary>
public sealed class RequestWatch : IRequestObserver, IDisposable
{
    private readonly TimeProvider _time;

    /// <summary>Prepares it; nothing is wanted before <see cref="Follow"/>.</summary>
    public RequestWatch(TimeProvider time, ILogger log) => (_time, Log) = (time, new AccessLog(time, log));

    /// <summary>The access log.</summary>
    public AccessLog Log { get; }

    /// <summary>The tap.</summary>
    public RequestTap Tap { get; } = new();

    /// <summary>Who else is told, and asked what it wants. Default: nobody.</summary>
    public IRequestObserver? Other { get; init; }

    /// <inheritdoc/>
    public RequestInterest Interest => (Log.IsOn || Tap.IsWatched ? RequestInterest.End : RequestInterest.None) | (Other?.Interest ?? RequestInterest.None);

    /// <summary>Brings the settings of a plan into force.</summary>
    public void Follow(TelemetryModel model) => Log.Follow(model);

    /// <inheritdoc/>
    public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        Other?.OnEnded(exchange, outcome, endedUs);
        var durationUs = RequestRecord.IsUpgraded(exchange, outcome) ? 0 : endedUs - exchange.StartedUs;
        var logged = Log.IsOn && Log.Wants(exchange.RequestId, RequestRecord.IsTrouble(exchange, outcome), durationUs);
        if (!logged && !Tap.IsWatched)
            return;
        // Both clocks at one moment: how long it took from the end to here must not make the request look as if it began later.
        var began = _time.GetUtcNow().UtcDateTime.AddTicks(-(exchange.Clock.NowUs - exchange.StartedUs) * TimeSpan.TicksPerMicrosecond);
        var record = RequestRecord.Of(exchange, outcome, endedUs, began);
        if (logged)
            Log.Add(record);
        Tap.Offer(record);
    }

    /// <inheritdoc/>
    public void OnDetachedEnded(Exchange exchange, in Outcome outcome, long endedUs) => Other?.OnDetachedEnded(exchange, outcome, endedUs);

    /// <summary>Writes what is left.</summary>
    public void Dispose() => Log.Dispose();
}
