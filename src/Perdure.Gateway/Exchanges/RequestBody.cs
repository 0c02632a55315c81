using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Exchanges;

/// <summary>
/// The client's request body, read once from the connection and kept for a replay as long as it fits <see cref="ReplayLimit"/>, or what a stage
/// of the route asks for (<see cref="KeepUpTo"/>).
/// A larger body streams on and can then not be replayed: it never fails a request. Reused from request to request; one reader at a time.
/// </summary>
public sealed class RequestBody
{
    /// <summary>How much of a body is kept for a replay: 64 KiB.</summary>
    public const int ReplayLimit = 64 * 1024;

    private PipeReader? _reader;
    private byte[]? _kept;
    private int _keptLength;
    private int _limit = ReplayLimit;
    private long _received;
    private bool _ended;

    /// <summary>Whether the request has a body, be it of length zero.</summary>
    public bool Present { get; private set; }

    /// <summary>The declared length, or null when the client sends chunks or HTTP/2 frames without one.</summary>
    public long? Length { get; private set; }

    /// <summary>Whether what was read so far can be sent again.</summary>
    public bool Replayable { get; private set; } = true;

    /// <summary>Why reading from the client failed, or null. It's the client's fault, not the instance's.</summary>
    public Exception? ClientFault { get; private set; }

    /// <summary>Milliseconds spent waiting for the client; no time-out of the service counts them.</summary>
    public long WaitedMs { get; private set; }

    /// <summary>Bytes that the client has sent of it.</summary>
    public long Received => _received;

    /// <summary>Whether the whole body has been read from the client.</summary>
    public bool Ended => _ended;

    /// <summary>Begins with a request.</summary>
    public void Begin(PipeReader? reader, bool present, long? length)
    {
        _reader = reader;
        Present = present;
        Length = length;
        _received = 0;
        _ended = !present || length == 0;
    }

    /// <summary>Keeps a longer body for a replay than others, at most <paramref name="bytes"/>. To be called before the body is read.</summary>
    public void KeepUpTo(int bytes) => _limit = Math.Max(_limit, bytes);

    /// <summary>The whole body, when all of it has been read and kept (or there is none).</summary>
    public bool TryGetWhole(out ReadOnlyMemory<byte> whole)
    {
        whole = _kept.AsMemory(0, _keptLength);
        return _ended && Replayable;
    }

    /// <summary>
    /// Reads a body that fits the replay buffer before any instance is bothered with it: a slow client then keeps no instance waiting.
    /// Bodies of unknown length, larger ones, and those that wait for <c>100 Continue</c> are left alone.
    /// </summary>
    public async ValueTask FillAsync(Exchange exchange)
    {
        if (_ended || Length is null || Length > _limit || (exchange.Traits & RequestTraits.ExpectContinue) != 0)
            return;
        while (!_ended)
        {
            var read = await ReadAsync(exchange, exchange.Timer.Token);
            Keep(read.Buffer);
            _ended = read.IsCompleted;
            _reader!.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>
    /// Reads what is left of a body, whatever is known of its length; false when it is larger than what is kept. Ends as <see cref="FillAsync"/> does
    /// when the client is at fault.
    /// </summary>
    public async ValueTask<bool> FillWholeAsync(Exchange exchange)
    {
        while (!_ended && Replayable)
        {
            if (Length > _limit)
                return false;
            var read = await ReadAsync(exchange, exchange.Timer.Token);
            if (_keptLength + read.Buffer.Length > _limit)
            {
                // Left to be read by somebody who needs not keep it.
                _received -= read.Buffer.Length;
                _reader!.AdvanceTo(read.Buffer.Start);
                return false;
            }

            Keep(read.Buffer);
            _ended = read.IsCompleted;
            _reader!.AdvanceTo(read.Buffer.End);
        }

        return Replayable;
    }

    /// <summary>
    /// Writes the body to an instance: first what was kept, then what the client sends. Waiting for the client is bounded by
    /// <c>timeouts.idle</c>, the instance's taking it by <c>timeouts.attempt</c> for each piece.
    /// </summary>
    internal async Task CopyToAsync(BodySink sink, Exchange exchange, CancellationToken cancel)
    {
        if (_keptLength > 0)
            await sink.WriteAsync(_kept.AsMemory(0, _keptLength), cancel);
        // The head must not wait for a stream's first message.
        if (!_ended)
            await sink.FlushAsync(cancel);
        while (!_ended)
        {
            var read = await ReadAsync(exchange, cancel);
            var buffer = read.Buffer;
            Keep(buffer);
            _ended = read.IsCompleted;
            try
            {
                foreach (var segment in buffer)
                {
                    var writing = sink.WriteAsync(segment, cancel);
                    // Each piece has its own time: a long body may take longer than an attempt as long as it moves.
                    if (!writing.IsCompleted)
                        exchange.ArmForInstance();
                    await writing;
                }

                // What has arrived goes out: a stream's message must not wait for the next one.
                if (!_ended && buffer.Length > 0)
                    await sink.FlushAsync(cancel);
            }
            finally
            {
                _reader!.AdvanceTo(buffer.End);
            }
        }
    }

    /// <summary>Ends with the request and gives the buffer back.</summary>
    public void End()
    {
        if (_kept is { } kept)
            ArrayPool<byte>.Shared.Return(kept);
        _kept = null;
        _keptLength = 0;
        _limit = ReplayLimit;
        _reader = null;
        _received = 0;
        Present = false;
        Length = null;
        ClientFault = null;
        Replayable = true;
        WaitedMs = 0;
    }

    private async ValueTask<ReadResult> ReadAsync(Exchange exchange, CancellationToken cancel)
    {
        try
        {
            var pending = _reader!.ReadAsync(cancel);
            if (pending.IsCompletedSuccessfully)
                return Checked(pending.Result);
            var beganMs = exchange.Clock.NowMs;
            exchange.ArmForClient();
            var read = await pending;
            WaitedMs += exchange.Clock.NowMs - beganMs;
            exchange.ArmForInstance();
            return Checked(read);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested || exchange.Timer.Cause is CancelCause.ClientGone)
        {
            ClientFault = fault;
            throw;
        }
    }

    // What goes out is exactly as long as was announced, whatever the server checks: a difference would shift where requests begin.
    private ReadResult Checked(ReadResult read)
    {
        _received += read.Buffer.Length;
        if (Length is { } length && (_received > length || (read.IsCompleted && _received != length)))
            throw new BadHttpRequestException("The body is not as long as its Content-Length says.");
        return read;
    }

    private void Keep(in ReadOnlySequence<byte> buffer)
    {
        if (!Replayable || buffer.IsEmpty)
            return;
        if (_keptLength + buffer.Length > _limit)
        {
            Replayable = false;
            return;
        }

        Grow(_keptLength + (int)buffer.Length);
        buffer.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += (int)buffer.Length;
    }

    private void Grow(int length)
    {
        if (_kept?.Length >= length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(ReplayLimit, Math.Max(length, _keptLength * 2)));
        _kept.AsSpan(0, _keptLength).CopyTo(larger);
        if (_kept is { } smaller)
            ArrayPool<byte>.Shared.Return(smaller);
        _kept = larger;
    }
}
