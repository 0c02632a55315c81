using System.Buffers;
using System.IO.Pipelines;
using Perdure.Gateway.Caching;

namespace Perdure.Gateway.Exchanges;

/// <summary>Where the body of a captured answer is written: memory, or the client's own writer once the answer goes on.</summary>
internal sealed class CaptureWriter(ResponseCapture capture) : PipeWriter
{
    private const int FirstBytes = 4096;

    private byte[]? _buffer;
    private int _length;
    private long _maxBody;
    private CacheStore? _memory;
    private PipeWriter? _client;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Kept => _buffer.AsMemory(0, _length);

    public void Begin(long maxBody, CacheStore memory)
    {
        _maxBody = maxBody;
        _memory = memory;
        _client = null;
    }

    /// <summary>Hands on what there is, and from now on everything.</summary>
    public void PassTo(PipeWriter client)
    {
        if (_length > 0)
        {
            Kept.Span.CopyTo(client.GetSpan(_length));
            client.Advance(_length);
        }

        _client = client;
        Clear();
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        if (_buffer is { } buffer)
        {
            _memory!.EndCapture(buffer.Length);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _buffer = null;
        _length = 0;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        capture.Decide();
        if (_client is null && !TryGrow(Math.Max(1, sizeHint)))
            capture.Release();
        return _client is { } client ? client.GetMemory(sizeHint) : _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        capture.Decide();
        if (_client is null && !TryGrow(Math.Max(1, sizeHint)))
            capture.Release();
        return _client is { } client ? client.GetSpan(sizeHint) : _buffer.AsSpan(_length);
    }

    public override void Advance(int bytes)
    {
        if (_client is { } client)
        {
            client.Advance(bytes);
            return;
        }

        _length += bytes;
        if (_length > _maxBody)
            capture.Release();
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        capture.Decide();
        return _client is { } client ? client.FlushAsync(cancellationToken) : new ValueTask<FlushResult>(default(FlushResult));
    }

    public override void CancelPendingFlush() => _client?.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
    }

    // Room for so many more bytes; false when there is no more memory for answers that are being received.
    private bool TryGrow(int more)
    {
        var needed = _length + more;
        if (_buffer is { } have && have.Length >= needed)
            return true;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(needed, _length * 2)));
        if (!_memory!.TryCapture(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        Kept.CopyTo(larger);
        var length = _length;
        Clear();
        _buffer = larger;
        _length = length;
        return true;
    }
}
