using System.Net;
using System.Net.Http.Headers;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>A request whose body stays open, so that messages can follow the first one.</summary>
internal sealed class DuplexContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _first;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Stream? _stream;

    public DuplexContent(ReadOnlyMemory<byte> first, MediaTypeHeaderValue type)
    {
        _first = first;
        Headers.ContentType = type;
    }

    /// <summary>Sends one more message; the caller does so one at a time, and only after the first answer has come.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (_stream is not { } stream) return;
        await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the body.</summary>
    public void End() => _ended.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_first, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _stream = stream;
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        _stream = null;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }
}
