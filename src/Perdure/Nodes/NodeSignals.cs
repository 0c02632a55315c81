using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Perdure.Nodes;

/// <summary>
/// What the operating system asks of a node: SIGTERM and SIGINT stop it, a second one at once; SIGHUP reloads (unhandled it would kill).
/// Handlers only set flags and return.
/// </summary>
internal sealed class NodeSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hardStop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _reload = new(0, 1);

    /// <summary>Takes the signals over, until disposed.</summary>
    public NodeSignals(ILogger log)
    {
        _log = log;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReload),
        ];
    }

    /// <summary>Cancelled by the first request to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken HardStop => _hardStop.Token;

    /// <summary>Raised by each SIGHUP, at once: handlers return at once, too.</summary>
    public event Action? ReloadAsked;

    /// <summary>Waits until a reload is asked for, true, or the time is over, false.</summary>
    public Task<bool> ReloadAsync(TimeSpan timeout, CancellationToken cancel) => _reload.WaitAsync(timeout, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _hardStop.Dispose();
        _reload.Dispose();
    }

    private void OnReload(PosixSignalContext context)
    {
        context.Cancel = true;
        ReloadAsked?.Invoke();
        try
        {
            _reload.Release();
        }
        catch (SemaphoreFullException)
        {
            // One is waiting already, and will read the file as it is then.
        }
    }

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        var signal = context.Signal.ToString();
        if (!_stop.IsCancellationRequested)
        {
            _log.Stopping(signal);
            _stop.Cancel();
        }
        else if (!_hardStop.IsCancellationRequested)
        {
            _log.StoppingAtOnce(signal);
            _hardStop.Cancel();
        }
    }
}
