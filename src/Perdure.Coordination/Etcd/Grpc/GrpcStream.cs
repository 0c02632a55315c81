using System.Buffers;
using Google.Protobuf;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>A stream of messages both ways. One reader and one writer at a time.</summary>
internal sealed class GrpcStream<T>(HttpRequestMessage request, DuplexContent content, HttpResponseMessage response, Stream body, MessageParser<T> parser) : IDisposable
    where T : class, IMessage<T>
{
    private const int UsualBytes = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _begin;
    private int _end;

    /// <summary>Sends one message. Throws what the transport throws.</summary>
    public async ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        var buffer = GrpcFrame.Write(message, out var length);
        await content.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The next message, or how the stream ended. Never throws for what happens on the wire.</summary>
    public async ValueTask<GrpcReply<T>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var length = GrpcFrame.LengthOf(_buffer.AsSpan(_begin, _end - _begin));
                if (length < 0) return GrpcReply<T>.Failed(GrpcStatus.NotGrpc, "its answer is not framed as gRPC's are", sent: true);
                if (length > 0 && _end - _begin >= length) return Take(length);
                MakeRoom(Math.Max(length, GrpcFrame.PrefixBytes));
                var read = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
                if (read == 0) return Ended();
                _end += read;
            }
        }
        catch (InvalidProtocolBufferException fault)
        {
            return GrpcReply<T>.Failed(GrpcStatus.NotGrpc, "its answer is no message of etcd's: " + fault.Message, sent: true);
        }
        catch (Exception fault) when (TransportFault.Of(fault) is { } known)
        {
            return GrpcReply<T>.Failed(known.Status, known.Detail, sent: true);
        }
    }

    /// <summary>Ends the stream on both sides. Not while somebody reads.</summary>
    public void Dispose()
    {
        content.End();
        response.Dispose();
        request.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private GrpcReply<T> Take(int length)
    {
        var message = parser.ParseFrom(_buffer.AsSpan(_begin + GrpcFrame.PrefixBytes, length - GrpcFrame.PrefixBytes));
        _begin += length;
        return GrpcReply<T>.Of(message);
    }

    private GrpcReply<T> Ended()
    {
        var (status, detail) = ResponseStatus.Of(response);
        return GrpcReply<T>.Failed(status == GrpcStatus.Ok ? GrpcStatus.Cancelled : status, detail, sent: true);
    }

    private void MakeRoom(int needed)
    {
        var held = _end - _begin;
        if (held == 0 && _buffer.Length > 64 * UsualBytes && needed <= UsualBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
        }
        else if (held > 0 && _begin > 0)
        {
            _buffer.AsSpan(_begin, held).CopyTo(_buffer);
        }

        (_begin, _end) = (0, held);
        if (needed > _buffer.Length) _buffer = GrpcFrame.Grow(_buffer, held, needed);
    }
}
