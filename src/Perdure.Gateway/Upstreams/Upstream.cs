using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Upstreams.Http1;
using Perdure.Gateway.Upstreams.Http2;
using Perdure.Model;

namespace Perdure.Gateway.Upstreams;

/// <summary>
/// The way to one instance: its connections and how a request is put on one. Which client does it, and over which version of HTTP,
/// is known in this folder only. Thread-safe.
/// </summary>
public sealed class Upstream : IDisposable
{
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly Http1Pool _http1;
    private readonly Lazy<Http2Client> _http2;
    private readonly UpstreamConnector _connector;

    /// <summary>Prepares the way; no connection is opened yet.</summary>
    public Upstream(Uri url, UpstreamProtocol protocol, TimeSpan connectTimeout, TimeProvider time)
    {
        Url = url;
        Protocol = protocol;
        ConnectTimeout = connectTimeout;
        _time = time;
        Authority = url.GetLeftPart(UriPartial.Authority);
        HostAndPort = url.Authority;
        PathPrefix = url.AbsolutePath == "/" ? "" : url.AbsolutePath.TrimEnd('/');
        var tls = url.Scheme == Uri.UriSchemeHttps;
        KeepsHost = !tls;
        var connector = new UpstreamConnector(url, connectTimeout, time);
        _connector = connector;
        _http1 = new Http1Pool(connector, tls);
        _http2 = new Lazy<Http2Client>(() => new Http2Client(connector, connectTimeout, url.HostNameType == UriHostNameType.Dns));
    }

    /// <summary>The instance's address.</summary>
    public Uri Url { get; }

    /// <summary>Which HTTP it is spoken to.</summary>
    public UpstreamProtocol Protocol { get; }

    /// <summary>How long a connection may take to open.</summary>
    public TimeSpan ConnectTimeout { get; }

    internal string Authority { get; }

    internal string HostAndPort { get; }

    internal string PathPrefix { get; }

    /// <summary>Over cleartext the client's own Host goes on; over TLS the instance's name, so that SNI, certificate and Host agree.</summary>
    internal bool KeepsHost { get; }

    /// <summary>Sends the exchange's request to the instance once and waits for the head of its answer.</summary>
    internal ValueTask<UpstreamAnswer> SendAsync(Exchange exchange)
    {
        // WebSockets and their like are an affair of HTTP/1.1; gRPC needs HTTP/2 whatever else the instance speaks.
        var http2 = !exchange.IsUpgrade && (Protocol == UpstreamProtocol.Http2
            || (Protocol == UpstreamProtocol.Auto && (exchange.Traits & RequestTraits.Grpc) != 0));
        return http2 ? _http2.Value.SendAsync(exchange, this) : Http1Client.SendAsync(exchange, this, _http1, _time);
    }

    /// <summary>
    /// Whether nobody listens there now: a new connection is refused. False when that can't be told within a quarter of a second.
    /// </summary>
    internal async ValueTask<bool> IsRefusingAsync(CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(RefusalLimit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await using var stream = await _connector.ConnectAsync(both.Token);
            return false;
        }
        catch (UpstreamConnectException refused)
        {
            return refused.Error == "connection_refused";
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Closes connections that have been idle too long.</summary>
    internal void Sweep(long nowMs) => _http1.Sweep(nowMs);

    /// <summary>Closes the connections: idle ones now, those in use when their request is done.</summary>
    public void Dispose()
    {
        _http1.Dispose();
        if (_http2.IsValueCreated)
            _http2.Value.Dispose();
    }
}
