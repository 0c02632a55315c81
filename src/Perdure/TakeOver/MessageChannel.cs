using System.Net.Sockets;
using System.Text.Json;

namespace Perdure.TakeOver;

/// <summary>
/// One end of the connection between two processes of a take-over: messages as lines, sockets with them. For one caller at a time.
/// </summary>
internal sealed class MessageChannel(Socket socket, TimeProvider time) : IDisposable
{
    // A hello is a few hundred bytes, an offer of as many sockets as there can be a few tens of thousands.
    private const int LineBytesMax = 128 * 1024;

    private readonly List<SafeSocketHandle> _handles = [];
    private byte[] _buffer = new byte[4096];
    private int _filled;

    /// <summary>Who is at the other end.</summary>
    public PeerCredentials Peer { get; } = PeerCredentials.Of(socket);

    /// <summary>Sockets that came with the messages so far. Whoever takes one out of the list owns it.</summary>
    public List<SafeSocketHandle> Handles => _handles;

    /// <summary>Sends a message, with sockets.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public async Task SendAsync(TakeOverMessage message, IReadOnlyList<SafeSocketHandle>? handles = null, CancellationToken cancel = default)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message, TakeOverJson.Default.TakeOverMessage), (byte)'\n'];
        var sent = handles is { Count: > 0 } ? UnixMessages.Send(socket.SafeHandle, line, handles) : 0;
        while (sent < line.Length)
            sent += await socket.SendAsync(line.AsMemory(sent), SocketFlags.None, cancel);
    }

    /// <summary>The next message; null when the other end has closed the connection, be it by its death.</summary>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="InvalidDataException">It is not a message.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<TakeOverMessage?> ReceiveAsync(TimeSpan within, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            while (true)
            {
                if (TakeLine() is { } message)
                    return message;
                // Waits only: the sockets come with the bytes, and the runtime would throw them away.
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, both.Token);
                if (Fill() == 0)
                    return null;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {within.TotalSeconds:0} s");
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return null;
        }
    }

    /// <summary>A message that is there already; null when there is none, or no more will come.</summary>
    /// <exception cref="InvalidDataException">It is not a message.</exception>
    public TakeOverMessage? ReceiveNow()
    {
        try
        {
            return Fill() > 0 ? TakeLine() : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Closes the connection and the sockets that nobody took.</summary>
    public void Dispose()
    {
        foreach (var handle in _handles)
            handle.Dispose();
        socket.Dispose();
    }

    private int? Fill()
    {
        if (_filled == _buffer.Length)
        {
            if (_filled >= LineBytesMax)
                throw new InvalidDataException("the message is too long");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var received = UnixMessages.Receive(socket.SafeHandle, _buffer.AsSpan(_filled), _handles);
        _filled += received ?? 0;
        return received;
    }

    private TakeOverMessage? TakeLine()
    {
        var end = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
        if (end < 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize(_buffer.AsSpan(0, end), TakeOverJson.Default.TakeOverMessage) ??
                throw new InvalidDataException("the message is empty");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"not a message of a take-over: {fault.Message}", fault);
        }
        finally
        {
            _buffer.AsSpan(end + 1, _filled - end - 1).CopyTo(_buffer);
            _filled -= end + 1;
        }
    }
}
