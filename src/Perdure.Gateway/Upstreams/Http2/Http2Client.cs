using System.Net;
using System.Text;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http2;

/// <summary>Sends requests over HTTP/2 (gRPC above all), by the framework's client set up as a proxy needs it. Thread-safe.</summary>
internal sealed class Http2Client(UpstreamConnector connector, TimeSpan connectTimeout, bool isName) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        ConnectCallback = (_, cancel) => connector.ConnectAsync(cancel),
        SslOptions = connector.Tls(),
        // The connector has its own time-out; this one covers the TLS handshake after it.
        ConnectTimeout = connectTimeout * 2,
        // A proxy hands on what it gets: nothing followed, kept, decoded or added.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        // A name that moves is followed at the latest after this.
        PooledConnectionLifetime = isName ? TimeSpan.FromMinutes(2) : Timeout.InfiniteTimeSpan,
        // A connection that died in silence is found by pings, not by the requests on it.
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        MaxResponseHeadersLength = 64,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });

    /// <summary>Sends the exchange's request once and waits for the head of the answer.</summary>
    public async ValueTask<UpstreamAnswer> SendAsync(Exchange exchange, Upstream upstream)
    {
        var content = exchange.Body.Present || !exchange.Traits.HasFlag(RequestTraits.Idempotent) ? new BodyContent(exchange) : null;
        var request = Http2Request.Build(exchange, upstream, content);
        exchange.ArmForInstance();
        try
        {
            var response = await _client.SendAsync(request, exchange.Timer.Token);
            // The time-out is for the beginning of the answer. Of one that came at the same moment nobody has seen anything yet.
            if (content is not null || exchange.Timer.TryStop())
                return new UpstreamAnswer(response, content);
            response.Dispose();
            throw new OperationCanceledException();
        }
        catch (Exception fault)
        {
            if (content is not null)
                await content.StopAsync();
            return Http2Failure.Of(fault, exchange, content);
        }
    }

    public void Dispose() => _client.Dispose();
}
