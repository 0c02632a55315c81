using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>
/// One HTTP/1.1 connection to an instance, used by one exchange at a time. While it is idle a read is left pending, so that the other
/// side's closing is seen before the connection is used again, at the cost of no extra call. Ended by <see cref="Abort"/>, from any thread.
/// </summary>
internal sealed class Http1Connection(Stream stream)
{
    /// <summary>The head of an answer may be this large.</summary>
    public const int HeadLimit = 64 * 1024;

    private const int BufferBytes = 16 * 1024;

    private byte[] _in = new byte[BufferBytes];
    private int _start;
    private int _end;
    private ValueTask<int> _ahead;
    private bool _reading;
    private bool _writingDone = true;
    private int _aborted;

    /// <summary>What was received and not taken yet.</summary>
    public ReadOnlySpan<byte> Unread => _in.AsSpan(_start, _end - _start);

    /// <summary>The same as memory, valid until the next read.</summary>
    public ReadOnlyMemory<byte> UnreadMemory => _in.AsMemory(_start, _end - _start);

    /// <summary>The head of the answer that is being relayed.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>Where requests are put together.</summary>
    public ArrayBufferWriter<byte> Out { get; } = new(1024);

    /// <summary>The sending of a body that did not go out with the head.</summary>
    public BodyPump? Pump { get; set; }

    /// <summary>Since when nobody uses it, in ms on the gateway's clock.</summary>
    public long IdleSinceMs { get; set; }

    /// <summary>The way back, once the answer is complete.</summary>
    public Http1Pool Pool { get; init; } = null!;

    /// <summary>The raw stream, for tunnels.</summary>
    public Stream Stream => stream;

    /// <summary>Whether an idle connection can carry a request: nothing came, and it was not closed.</summary>
    public bool IsFresh => Volatile.Read(ref _aborted) == 0 && !(_reading && _ahead.IsCompleted);

    /// <summary>Takes bytes off what was received.</summary>
    public void Take(int count) => _start += count;

    /// <summary>Waits for more bytes; returns 0 at the end of the stream.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> FillAsync()
    {
        if (!_reading)
            BeginRead();
        var read = await _ahead;
        _reading = false;
        // Ending the connection from here can look like the other side's end of the stream, which completes some answers.
        if (read == 0)
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _aborted) != 0, this);
        _end += read;
        return read;
    }

    /// <summary>Whether the next <see cref="FillAsync"/> would have to wait.</summary>
    public bool MustWait
    {
        get
        {
            if (!_reading)
                BeginRead();
            return !_ahead.IsCompleted;
        }
    }

    /// <summary>Completes when the pending read has, without taking its bytes. For rare waits: it makes a task of the read.</summary>
    public async Task WhenReadable()
    {
        if (!_reading)
            BeginRead();
        var read = _ahead.AsTask();
        _ahead = new ValueTask<int>(read);
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Reads past the buffer, which must be empty and without a pending read.</summary>
    public ValueTask<int> ReadDirectAsync(Memory<byte> memory) => stream.ReadAsync(memory);

    /// <summary>Whether a read into the buffer is pending; its bytes must be awaited before reading directly.</summary>
    public bool HasPendingRead => _reading;

    /// <summary>Sends bytes. While it runs the connection cannot be reused.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        _writingDone = false;
        await stream.WriteAsync(bytes);
        _writingDone = true;
    }

    /// <summary>Puts the connection to rest with a read pending; false when it can't be used again.</summary>
    public bool TryRest()
    {
        if (_start != _end || _reading || !_writingDone || Volatile.Read(ref _aborted) != 0)
            return false;
        _start = _end = 0;
        Pump = null;
        if (_in.Length > BufferBytes)
            _in = new byte[BufferBytes];
        BeginRead();
        return true;
    }

    /// <summary>Tells the other side that nothing more will be sent, while it may go on; false when this connection can't.</summary>
    public bool TryEndSending()
    {
        if (stream is not NetworkStream { Socket: var socket })
            return false;
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Ends the connection at once; whatever waits on it fails.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
            stream.Dispose();
    }

    private void BeginRead()
    {
        if (_start == _end)
            _start = _end = 0;
        else if (_start > 0 && _end == _in.Length)
            Compact();
        if (_end == _in.Length)
            Array.Resize(ref _in, _in.Length * 2);
        _ahead = stream.ReadAsync(_in.AsMemory(_end));
        _reading = true;
    }

    private void Compact()
    {
        Unread.CopyTo(_in);
        _end -= _start;
        _start = 0;
    }
}
