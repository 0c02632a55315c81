using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Gauntlet.Instances;

/// <summary>Reads requests from and writes answers to one connection of an instance. Used by one request at a time.</summary>
public sealed class InstanceConnection : IDisposable
{
    private const int MaxRequestBytes = 64 * 1024;
    private readonly Socket _socket;
    private byte[] _buffer = new byte[4096];
    private int _filled;

    /// <summary>Takes over <paramref name="socket"/>.</summary>
    public InstanceConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
    }

    /// <summary>Reads one request with its body; null when the client has closed or sent what is no request.</summary>
    public async Task<RequestHead?> ReadRequestAsync(CancellationToken stop)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(stop)) return null;
        }
        if (RequestHead.Parse(_buffer.AsSpan(0, end)) is not { } head) return null;
        Consume(end + 4);
        if (head.ContentLength >= 0)
        {
            while (_filled < head.ContentLength)
            {
                if (!await FillAsync(stop)) return null;
            }
            Consume(head.ContentLength);
            return head;
        }
        // The rig's bodies hold no blank line, so the last chunk is the only place where this can stand.
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("0\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(stop)) return null;
        }
        Consume(end + 5);
        return head;
    }

    /// <summary>
    /// Sends a complete answer, half of them with a length and half chunked, as applications do. False when the connection had
    /// to be closed to mark the end, which is all that an HTTP/1.0 client can be told about a body of unknown length.
    /// </summary>
    public async Task<bool> SendAsync(int status, RequestHead request, int size)
    {
        var framing = FramingOf(request, status);
        await SendAllAsync(Frame(framing, status, Body.Of(size).Span, Math.Clamp(size, 0, Body.MaxBytes), complete: true, request.Query("cache", 0)));
        return framing != Framing.UntilClose;
    }

    /// <summary>Sends half of an answer; then resets the connection (<paramref name="abort"/>) or leaves it to be closed.</summary>
    public async Task SendCutAsync(RequestHead request, int size, bool abort)
    {
        var half = Body.Of(size / 2);
        await SendAllAsync(Frame(FramingOf(request, 200), 200, half.Span, size, complete: false));
        if (abort) _socket.LingerState = new LingerOption(true, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static Framing FramingOf(RequestHead request, int status) =>
        status != 200 || Mix(request.Id) % 2 == 0 ? Framing.Length
        : request.Http11 ? Framing.Chunked
        : Framing.UntilClose;

    /// <summary>FNV-1a. The last digit itself won't do: with round-robin over ten instances, each would see one digit only.</summary>
    private static uint Mix(string id)
    {
        var hash = 2166136261u;
        foreach (var c in id) hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }

    private static byte[] Frame(Framing framing, int status, ReadOnlySpan<byte> body, int announced, bool complete, int maxAge = 0)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {(status == 200 ? "OK" : "Internal Server Error")}\r\nContent-Type: text/plain\r\n");
        if (maxAge > 0) head += string.Create(CultureInfo.InvariantCulture, $"Cache-Control: public, max-age={maxAge}\r\n");
        head += framing switch
        {
            Framing.Length => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {announced}\r\n\r\n"),
            Framing.Chunked => string.Create(CultureInfo.InvariantCulture, $"Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n"),
            _ => "Connection: close\r\n\r\n",
        };
        var tail = framing != Framing.Chunked ? "" : complete ? "\r\n0\r\n\r\n" : "\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body, .. Encoding.ASCII.GetBytes(tail)];
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (_filled == _buffer.Length)
        {
            if (_buffer.Length >= MaxRequestBytes) return false;
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), stop);
        _filled += read;
        return read > 0;
    }

    private void Consume(int bytes)
    {
        _buffer.AsSpan(bytes, _filled - bytes).CopyTo(_buffer);
        _filled -= bytes;
    }

    private enum Framing { Length, Chunked, UntilClose }
}
