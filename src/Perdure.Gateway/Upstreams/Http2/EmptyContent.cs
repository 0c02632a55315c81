using System.Net;

namespace Perdure.Gateway.Upstreams.Http2;

/// <summary>No bytes, but a place for headers about the content.</summary>
internal sealed class EmptyContent : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return true;
    }
}
