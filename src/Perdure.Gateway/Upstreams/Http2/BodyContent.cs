using System.Net;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http2;

/// <summary>
/// The client's body as one attempt sends it. Also stands in for no body at all when a request must not be sent twice: without a
/// content the HTTP client would by itself repeat a request on a fresh connection when a kept one turns out to be closed.
/// </summary>
internal sealed class BodyContent(Exchange exchange) : HttpContent
{
    private readonly CancellationTokenSource _stop = new();
    private Task _copying = Task.CompletedTask;

    /// <summary>Whether the instance was given any of this request; if not, it's certain that it has not been executed.</summary>
    public bool Started { get; private set; }

    /// <summary>Ends the copying and waits for it, so that the exchange can go on to another attempt or end.</summary>
    public async ValueTask StopAsync()
    {
        if (!_copying.IsCompleted)
            _stop.Cancel();
        await _copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The HTTP client repeats what an instance refused unseen; of a body that is no longer held it would send a piece.
        if (Started && !exchange.Body.Replayable)
            throw new IOException("The body cannot be sent again.");
        Started = true;
        return exchange.Body.Present ? _copying = CopyAsync(stream, cancellationToken) : Task.CompletedTask;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = exchange.Body.Present ? exchange.Body.Length ?? 0 : 0;
        return !exchange.Body.Present || exchange.Body.Length is not null;
    }

    private async Task CopyAsync(Stream stream, CancellationToken cancel)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        await exchange.Body.CopyToAsync(new StreamSink(stream), exchange, both.Token);
    }

    private sealed class StreamSink(Stream stream) : BodySink
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel) => stream.WriteAsync(piece, cancel);

        public override ValueTask FlushAsync(CancellationToken cancel) => new(stream.FlushAsync(cancel));
    }
}
