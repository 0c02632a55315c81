using System.Net;
using System.Net.Sockets;

namespace Perdure.Gateway.Listening;

/// <summary>
/// A listening socket that may be shared with another process. It can be held, which leaves new connections waiting in the kernel's queue
/// for whoever accepts next, and it is closed so that a process that shares it notices nothing. One caller accepts; everything else is
/// thread-safe.
/// </summary>
public sealed class ListeningSocket
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly Action<ListeningSocket> _closed;
    private readonly Lock _lock = new();

    // Held by whoever is inside accept(2), so that the others can wait until nobody is.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource _interrupt = new();
    private TaskCompletionSource? _release;
    private bool _over;

    internal ListeningSocket(string name, IPEndPoint address, Socket socket, bool held, TimeProvider time, Action<ListeningSocket> closed)
    {
        Name = name;
        Address = address;
        Bound = (IPEndPoint)socket.LocalEndPoint!;
        _socket = socket;
        _time = time;
        _closed = closed;
        if (held)
            _release = NewRelease();
    }

    /// <summary>The name of the listener, or what the socket is for.</summary>
    public string Name { get; }

    /// <summary>The address as it was declared; its port may be 0.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The address that clients connect to.</summary>
    public IPEndPoint Bound { get; }

    /// <summary>The socket, to be shared with another process. It stays this object's.</summary>
    public SafeSocketHandle Handle => _socket.SafeHandle;

    /// <summary>
    /// Stops accepting until <see cref="Release"/>; returns when nothing is accepted any more. Connections wait in the queue meanwhile.
    /// </summary>
    public async Task HoldAsync()
    {
        CancellationTokenSource interrupt;
        lock (_lock)
        {
            if (_over || _release is not null)
                return;
            _release = NewRelease();
            (interrupt, _interrupt) = (_interrupt, new CancellationTokenSource());
        }

        await LeaveAsync(interrupt);
    }

    /// <summary>Goes on accepting.</summary>
    public void Release()
    {
        TaskCompletionSource? release;
        lock (_lock)
            (release, _release) = (_release, null);
        release?.TrySetResult();
    }

    /// <summary>
    /// Closes this process's end. A plain close(2) with nothing pending, because the runtime ends pending calls by disconnecting the
    /// socket and lets it linger for zero seconds: both would act on the socket of a process that shares it.
    /// </summary>
    public async Task CloseAsync()
    {
        CancellationTokenSource interrupt;
        lock (_lock)
        {
            if (_over)
                return;
            _over = true;
            interrupt = _interrupt;
        }

        Release();
        await LeaveAsync(interrupt);
        _socket.Dispose();
        _closed(this);
    }

    /// <summary>The next connection; null after the end.</summary>
    internal async ValueTask<Socket?> AcceptAsync()
    {
        while (true)
        {
            Task? held;
            CancellationToken interrupted;
            await _turn.WaitAsync();
            lock (_lock)
            {
                held = _release?.Task;
                interrupted = _over ? new CancellationToken(canceled: true) : _interrupt.Token;
            }

            try
            {
                if (held is null)
                {
                    if (_over)
                        return null;
                    return await _socket.AcceptAsync(interrupted);
                }
            }
            catch (OperationCanceledException)
            {
                continue;
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                // It stays in the queue; asking again at once would take a whole core.
                held = Task.Delay(PauseAfterFault, _time, interrupted);
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
                continue;
            }
            finally
            {
                _turn.Release();
            }

            await held.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LeaveAsync(CancellationTokenSource interrupt)
    {
        await interrupt.CancelAsync();
        await _turn.WaitAsync();
        _turn.Release();
        interrupt.Dispose();
    }

    private static TaskCompletionSource NewRelease() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
