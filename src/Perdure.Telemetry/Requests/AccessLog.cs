using Microsoft.Extensions.Logging;
using Perdure.Model;

namespace Perdure.Telemetry.Requests;

/// <summary>
/// A line for each request, or a share of them, in a file or on the standard output. Requests only put a record into a bounded queue; one thread makes lines of them
/// and writes them. When it cannot follow, lines are dropped and counted. Thread-safe.
/// </summary>
public sealed class AccessLog : IDisposable
{
    /// <summary>So many requests wait for their line at most.</summary>
    internal const int QueueMax = 8_192;

    // The writer looks by itself so often, which is how long a line takes to the file; and is woken when many have come meanwhile.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private const long WakeEach = QueueMax / 8;
    private const long TellEveryMs = 60_000;

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
#pragma warning disable CA2213 // A request that ends late may still set it; nobody is harmed, and it goes with this object.
    private readonly AutoResetEvent _wake = new(false);
#pragma warning restore CA2213
    private volatile AccessLogSettings? _settings;
    private RequestRing? _ring;
    private AccessLogWriter? _writer;
    private Thread? _thread;
    private long _dropped;
    private long _droppedTold;
    private long _toldMs = -TellEveryMs;
    private volatile bool _reopen;
    private volatile bool _stop;

    /// <summary>Prepares it; nothing is logged before <see cref="Follow"/>.</summary>
    public AccessLog(TimeProvider time, ILogger log) => (_time, _log) = (time, log);

    /// <summary>What became of its lines; null while there was none.</summary>
    public AccessLogFigures? Figures => _writer is { } writer ? new(writer.Written, Interlocked.Read(ref _dropped), writer.Failed) : null;

    internal bool IsOn => _settings is not null;

    /// <summary>Brings other settings into force, also from and to none. Lines that wait are written where they were meant to go.</summary>
    public void Follow(TelemetryModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        lock (_lock)
        {
            if (_stop)
                return;
            if (model.AccessLog is { } wanted)
                Begin(new AccessLogSettings(wanted, model.Traces.Slow));
            else
                _settings = null;
            _wake.Set();
        }
    }

    /// <summary>Opens the file again, as on SIGHUP.</summary>
    public void Reopen()
    {
        _reopen = true;
        _wake.Set();
    }

    /// <summary>Writes what is queued, for two seconds at most, and ends.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            _stop = true;
            thread = _thread;
            _wake.Set();
        }

        thread?.Join(StopTimeout);
    }

    internal bool Wants(string requestId, bool trouble, long durationUs) => _settings is { } settings && settings.Wants(requestId, trouble, durationUs);

    internal void Add(in RequestRecord record)
    {
        if (!_ring!.TryAdd(record, out var number))
            Interlocked.Increment(ref _dropped);
        else if (number % WakeEach == 0)
            _wake.Set();
    }

    private void Begin(AccessLogSettings settings)
    {
        _ring ??= new RequestRing(QueueMax);
        _writer ??= new AccessLogWriter(_ring, _log);
        _settings = settings;
        if (_thread is not null)
            return;
        _thread = new Thread(Run) { IsBackground = true, Name = "access log" };
        _thread.Start();
    }

    private void Run()
    {
        while (!_stop)
        {
            _wake.WaitOne(LookEvery);
            Guarded(static log => log.Step());
        }

        Guarded(static log => log._writer!.End(log.NowMs));
    }

    private void Step()
    {
        var reopen = _reopen;
        if (reopen)
            _reopen = false;
        _writer!.Step(_settings, reopen, NowMs);
        var dropped = Interlocked.Read(ref _dropped);
        if (dropped == _droppedTold || NowMs < _toldMs + TellEveryMs)
            return;
        _log.AccessLogDropped(dropped - _droppedTold, _settings?.Destination ?? "the file");
        (_droppedTold, _toldMs) = (dropped, NowMs);
    }

    private long NowMs => (long)(_time.GetTimestamp() * 1_000d / _time.TimestampFrequency);

    // A mistake in here must take neither the thread nor the process down.
    private void Guarded(Action<AccessLog> step)
    {
        try
        {
            step(this);
        }
#pragma warning disable CA1031 // It is logged, and the next step may go well.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log.AccessLogFault(fault);
        }
    }
}
