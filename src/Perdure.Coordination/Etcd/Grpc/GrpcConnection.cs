using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>
/// gRPC to one address over HTTP/2: one connection that all calls share, made when first needed and made again when it broke. Thread-safe.
/// Frames as in gRPC over HTTP/2 (the project's PROTOCOL-HTTP2 document).
/// </summary>
internal sealed class GrpcConnection : IDisposable
{
    private static readonly MediaTypeHeaderValue s_type = new("application/grpc");

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri[] _addresses;
    private readonly string? _problem;
    private readonly CancellationTokenSource _lost = new();

    /// <param name="address">Where to.</param>
    /// <param name="paths">The paths of all methods, by their index.</param>
    /// <param name="handler">What makes the connections; disposed of with this.</param>
    /// <param name="problem">Why no call can be made, such as a certificate that cannot be read; null for no reason.</param>
    public GrpcConnection(Uri address, IReadOnlyList<string> paths, SocketsHttpHandler handler, string? problem)
    {
        _invoker = new HttpMessageInvoker(handler);
        _addresses = [.. paths.Select(path => new Uri(address, path))];
        _problem = problem;
        Lost = _lost.Token;
    }

    /// <summary>Ends when this connection was given up: streams on it move elsewhere.</summary>
    public CancellationToken Lost { get; }

    /// <summary>A call with one message each way. Never throws for what happens on the wire.</summary>
    public async ValueTask<GrpcReply<T>> CallAsync<T>(GrpcMethod<T> method, IMessage request, CallMetadata metadata, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (_problem is not null) return GrpcReply<T>.Failed(GrpcStatus.Tls, _problem, sent: false);
        var buffer = GrpcFrame.Write(request, out var length);
        var content = new UnaryContent(buffer.AsMemory(0, length), s_type);
        using var message = NewRequest(method.Index, content, metadata);
        try
        {
            using var response = await _invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (ResponseStatus.ProblemOf(response) is { } problem) return GrpcReply<T>.Failed(problem.Status, problem.Detail, content.Started);
            var reply = await ReadAsync(response, method.Parser, cancellationToken).ConfigureAwait(false);
            if (content.Finished) ArrayPool<byte>.Shared.Return(buffer);
            return reply;
        }
        catch (Exception fault) when (TransportFault.Of(fault) is { } known)
        {
            // The buffer is left to the collector: the transport may still be reading it.
            return GrpcReply<T>.Failed(known.Status, known.Detail, content.Started);
        }
    }

    /// <summary>Opens a stream with its first message. The answer is a stream whose first message has not been read, or a failure.</summary>
    public async ValueTask<GrpcReply<GrpcStream<T>>> OpenAsync<T>(GrpcMethod<T> method, IMessage first, CallMetadata metadata, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (_problem is not null) return GrpcReply<GrpcStream<T>>.Failed(GrpcStatus.Tls, _problem, sent: false);
        var frame = GrpcFrame.Write(first, out var length).AsSpan(0, length).ToArray();
        var content = new DuplexContent(frame, s_type);
        var message = NewRequest(method.Index, content, metadata);
        HttpResponseMessage? response = null;
        try
        {
            response = await _invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (ResponseStatus.ProblemOf(response) is { } problem) return Abandon(problem.Status, problem.Detail);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return GrpcReply<GrpcStream<T>>.Of(new GrpcStream<T>(message, content, response, body, method.Parser));
        }
        catch (Exception fault) when (TransportFault.Of(fault) is { } known)
        {
            return Abandon(known.Status, known.Detail);
        }

        GrpcReply<GrpcStream<T>> Abandon(GrpcStatus status, string detail)
        {
            response?.Dispose();
            message.Dispose();
            return GrpcReply<GrpcStream<T>>.Failed(status, detail, sent: true);
        }
    }

    /// <summary>Gives it up: streams end, calls in flight go on until they are answered or their time is over.</summary>
    public void Dispose()
    {
        _lost.Cancel();
        _invoker.Dispose();
    }

    private HttpRequestMessage NewRequest(int method, HttpContent content, CallMetadata metadata)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _addresses[method])
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        message.Headers.TryAddWithoutValidation("te", "trailers");
        if (metadata.HasLeader) message.Headers.TryAddWithoutValidation("hasleader", "true");
        if (metadata.Token is { } token) message.Headers.TryAddWithoutValidation("token", token);
        return message;
    }

    private static async ValueTask<GrpcReply<T>> ReadAsync<T>(HttpResponseMessage response, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2048);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var filled = 0;
            while (true)
            {
                if (filled == buffer.Length)
                {
                    var needed = GrpcFrame.LengthOf(buffer);
                    if (needed < 0 || filled > needed) return GrpcReply<T>.Failed(GrpcStatus.NotGrpc, "its answer is not framed as gRPC's are", sent: true);
                    buffer = GrpcFrame.Grow(buffer, filled, needed + 1);
                }

                var read = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                filled += read;
            }

            var (status, detail) = ResponseStatus.Of(response);
            if (status != GrpcStatus.Ok) return GrpcReply<T>.Failed(status, detail, sent: true);
            return filled > 0 && GrpcFrame.LengthOf(buffer.AsSpan(0, filled)) == filled
                ? GrpcReply<T>.Of(parser.ParseFrom(buffer.AsSpan(GrpcFrame.PrefixBytes, filled - GrpcFrame.PrefixBytes)))
                : GrpcReply<T>.Failed(GrpcStatus.NotGrpc, "its answer is not one message", sent: true);
        }
        catch (InvalidProtocolBufferException fault)
        {
            return GrpcReply<T>.Failed(GrpcStatus.NotGrpc, "its answer is no message of etcd's: " + fault.Message, sent: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
