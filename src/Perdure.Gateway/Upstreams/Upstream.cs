using System.Net;
using System.Text;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Upstreams;

/// <summary>
/// The way to one instance: its connections and how a request is put on one. This folder is the only one that knows which HTTP client
/// does it. Thread-safe.
/// </summary>
public sealed class Upstream : IDisposable
{
    private readonly HttpMessageInvoker _client;

    /// <summary>Prepares the way; no connection is opened yet.</summary>
    public Upstream(Uri url, UpstreamProtocol protocol, TimeSpan connectTimeout, TimeProvider time)
    {
        Url = url;
        Protocol = protocol;
        ConnectTimeout = connectTimeout;
        Authority = url.GetLeftPart(UriPartial.Authority);
        PathPrefix = url.AbsolutePath == "/" ? "" : url.AbsolutePath.TrimEnd('/');
        KeepsHost = url.Scheme == Uri.UriSchemeHttp;
        var connector = new UpstreamConnector(url, connectTimeout, time);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
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
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            // A name that moves is followed at the latest after this.
            PooledConnectionLifetime = Uri.CheckHostName(url.DnsSafeHost) == UriHostNameType.Dns ? TimeSpan.FromMinutes(2) : Timeout.InfiniteTimeSpan,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
            MaxResponseHeadersLength = 64,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            // Bytes pass as they are; the names of Latin-1 are the only ones that map one to one.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });
    }

    /// <summary>The instance's address.</summary>
    public Uri Url { get; }

    /// <summary>Which HTTP it is spoken to.</summary>
    public UpstreamProtocol Protocol { get; }

    /// <summary>How long a connection may take to open.</summary>
    public TimeSpan ConnectTimeout { get; }

    internal string Authority { get; }

    internal string PathPrefix { get; }

    /// <summary>Over cleartext the client's own Host goes on; over TLS the instance's name, so that SNI, certificate and Host agree.</summary>
    internal bool KeepsHost { get; }

    /// <summary>Sends the exchange's request to the instance once and waits for the head of its answer.</summary>
    internal async ValueTask<UpstreamAnswer> SendAsync(Exchange exchange)
    {
        var content = exchange.Body.Present || !exchange.Traits.HasFlag(RequestTraits.Idempotent) ? new BodyContent(exchange) : null;
        var request = UpstreamRequest.Build(exchange, this, content);
        exchange.ArmForInstance();
        try
        {
            var response = await _client.SendAsync(request, exchange.Timer.Token);
            return new UpstreamAnswer(response, content);
        }
        catch (Exception fault)
        {
            if (content is not null)
                await content.StopAsync();
            return UpstreamFailure.Of(fault, exchange, content);
        }
    }

    /// <summary>Closes the connections: idle ones now, those in use when their request is done.</summary>
    public void Dispose() => _client.Dispose();
}
