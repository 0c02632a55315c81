using System.Runtime.InteropServices;
using Perdure.Supervision;
using Perdure.Supervision.Signals;

namespace Perdure.Exclusive;

/// <summary>
/// SIGTERM, SIGINT and SIGHUP on their way to the command: they reach it when one runs, and end the waiting for one when none does.
/// Handlers only set flags and send. Thread-safe.
/// </summary>
internal sealed class ForwardedSignals : IDisposable
{
    private const int SignalledExit = 128;
    private const int HangUp = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private ForegroundCommand? _command;
    private int _first;

    /// <summary>Takes the signals over, until disposed.</summary>
    public ForwardedSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Forward(context, ProcessSignal.Terminate, Terminate)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Forward(context, ProcessSignal.Interrupt, Interrupt)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Forward(context, ProcessSignal.Terminate, HangUp)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>The exit code of a process that the first signal ended.</summary>
    public int ExitCode => SignalledExit + Volatile.Read(ref _first);

    /// <summary>The command that is sent the signals from now on; null for none. One that came just before is sent to it, too.</summary>
    public void SendTo(ForegroundCommand? command)
    {
        // One side writes the command and reads the signal, the other the reverse: one of the two sends it.
        Interlocked.Exchange(ref _command, command);
        if (Volatile.Read(ref _first) is not 0 and var first)
            command?.Signal(first == Interrupt ? ProcessSignal.Interrupt : ProcessSignal.Terminate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _asked.Dispose();
    }

    private void Forward(PosixSignalContext context, ProcessSignal signal, int number)
    {
        context.Cancel = true;
        Interlocked.CompareExchange(ref _first, number, 0);
        Volatile.Read(ref _command)?.Signal(signal);
        _asked.Cancel();
    }
}
