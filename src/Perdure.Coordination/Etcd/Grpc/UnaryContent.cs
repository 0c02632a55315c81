using System.Net;
using System.Net.Http.Headers;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>One message as the body of a request. It knows whether any of it was handed to the connection.</summary>
internal sealed class UnaryContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _frame;
    private volatile bool _started;
    private volatile bool _finished;

    public UnaryContent(ReadOnlyMemory<byte> frame, MediaTypeHeaderValue type)
    {
        _frame = frame;
        Headers.ContentType = type;
    }

    /// <summary>Whether the writing began: before that nothing can have been done on the other side.</summary>
    public bool Started => _started;

    /// <summary>Whether the buffer is free again.</summary>
    public bool Finished => _finished;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _finished = false;
        _started = true;
        await stream.WriteAsync(_frame, cancellationToken).ConfigureAwait(false);
        _finished = true;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _frame.Length;
        return true;
    }
}
