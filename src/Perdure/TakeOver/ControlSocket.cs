using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Perdure.Nodes;

namespace Perdure.TakeOver;

/// <summary>
/// The Unix socket at which a running node can be asked for its listening sockets: <c>take-over.sock</c> in the data directory, for its
/// own user and root alone. One take-over at a time. Closing it leaves a node's successor alone.
/// </summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    private const string FileName = "take-over.sock";

    // sockaddr_un has 108 bytes, the last of them zero.
    private const int PathBytesMax = 107;

    private static readonly TimeSpan s_pauseAfterFault = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly IIncumbent _incumbent;
    private readonly TakeOverTimes _times;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _path;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _handedOver = new();
    private readonly Task _loop;
    private int _disposed;

    private ControlSocket(Socket socket, string path, IIncumbent incumbent, TakeOverTimes times, TimeProvider time, ILogger log)
    {
        (_socket, _path, _incumbent, _times, _time, _log) = (socket, path, incumbent, times, time, log);
        HandedOver = _handedOver.Token;
        _loop = LoopAsync();
    }

    /// <summary>Cancelled when another process has taken over.</summary>
    public CancellationToken HandedOver { get; }

    /// <summary>The process id of the successor; 0 before, and when it is not known.</summary>
    public int Successor { get; private set; }

    /// <summary>Where the node with this data directory can be asked.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>Opens the socket, in place of that of an earlier process. Null, with a line in the log, when it cannot be opened.</summary>
    public static ControlSocket? Open(string dataDirectory, IIncumbent incumbent, TakeOverTimes times, TimeProvider time, ILogger log)
    {
        var path = PathIn(dataDirectory);
        // Bound under another name first: the socket must not be open to others for a moment, and takes the place of an old one at once.
        var fresh = $"{path}.{Environment.ProcessId}";
        if (!OperatingSystem.IsLinux())
            return null;
        if (Encoding.UTF8.GetByteCount(fresh) > PathBytesMax)
        {
            log.TakeOverUnavailable(path, $"its path is longer than the {PathBytesMax} bytes that a Unix socket may have; choose a shorter node.data");
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(dataDirectory);
            File.Delete(fresh);
            socket.Bind(new UnixDomainSocketEndPoint(fresh));
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(4);
            File.Move(fresh, path, overwrite: true);
            return new ControlSocket(socket, path, incumbent, times, time, log);
        }
        catch (Exception refused) when (refused is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            log.TakeOverUnavailable(path, Reason(refused));
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        await _loop;
        _socket.Dispose();
        if (!HandedOver.IsCancellationRequested)
            TryDelete(_path);
        _stop.Dispose();
        _handedOver.Dispose();
    }

    // The runtime knows no words for errors that only Unix sockets meet, such as a file system that is read-only.
    private static string Reason(Exception refused) => refused is SocketException { SocketErrorCode: SocketError.SocketError } unknown
        ? Marshal.GetPInvokeErrorMessage(unknown.NativeErrorCode)
        : refused.Message;

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It refuses connections from now on, which says the same.
        }
    }

    private async Task LoopAsync()
    {
        while (!_handedOver.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _socket.AcceptAsync(_stop.Token);
                using var channel = new MessageChannel(connection, _time);
                await ServeAsync(channel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException gone)
            {
                _log.TakeOverFailed(0, gone.Message);
                await Task.Delay(s_pauseAfterFault, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(MessageChannel channel)
    {
        var peer = channel.Peer;
        if (!peer.Trusted)
        {
            _log.TakeOverFailed(peer.Pid, $"it runs as user {peer.Uid}, which is neither root nor this node's user");
            return;
        }

        _log.TakeOverAsked(peer.Pid);
        if (await new HandOverSession(channel, _incumbent, _times).RunAsync(_stop.Token) is { } reason)
        {
            _log.TakeOverFailed(peer.Pid, reason);
            return;
        }

        Successor = peer.Pid;
        _log.HandedOver(peer.Pid);
        // Whoever asks from now on must not wait for an answer here.
        _socket.Dispose();
        await _handedOver.CancelAsync();
    }
}
