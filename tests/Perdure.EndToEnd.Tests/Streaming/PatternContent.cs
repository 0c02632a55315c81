using System.Net;

namespace Perdure.EndToEnd.Tests.Streaming;

/// <summary>A request body of the pattern that knows how much of it the transport has taken.</summary>
internal sealed class PatternContent(long length) : HttpContent
{
    private const int Piece = 64 * 1024;

    private long _sent;

    public long Sent => Interlocked.Read(ref _sent);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        while (_sent < length)
        {
            var piece = Pattern.At(_sent, Math.Min(Piece, length - _sent));
            await stream.WriteAsync(piece);
            Interlocked.Add(ref _sent, piece.Length);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
