using System.Net;
using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Model;

namespace Perdure.Gateway.Listening;

/// <summary>One listener of the system file: a server of its own, so that listeners come and go without touching each other.</summary>
internal sealed class HttpListener : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly IServer _server;
    private readonly ConnectionGate _gate;
    private readonly CertificateSource? _certificate;
    private readonly GatewayApplication _application;
    private KestrelServerOptions? _options;
    private LoadedCertificate? _nextCertificate;

    // A line ends with CR LF and nothing else (RFC 9112, section 2.2); the server takes a bare LF too unless told otherwise.
    static HttpListener() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    public HttpListener(ListenerModel model, GatewayCore core, ListeningSockets sockets, TimeProvider time, ILoggerFactory loggers)
    {
        Model = model;
        _gate = new ConnectionGate(model.Limits);
        _certificate = model.Tls is { } tls ? new CertificateSource(tls, core.Log) : null;
        _application = new GatewayApplication(core, model);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IConnectionListenerFactory>(
            new SniffingTransport(sockets, model.Name, _gate, time, model.Limits.KeepAlive, sniff: model.Tls is null, loggers));
        builder.WebHost.ConfigureKestrel(Configure);
        _host = builder.Build();
        _server = _host.Services.GetRequiredService<IServer>();
    }

    /// <summary>What was declared.</summary>
    public ListenerModel Model { get; private set; }

    /// <summary>Where clients connect to.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Connections that are open.</summary>
    public int Connections => _gate.Open;

    /// <summary>Binds and serves.</summary>
    /// <exception cref="GatewayReloadException">The address cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        try
        {
            await _server.StartAsync(_application, cancel);
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            throw new GatewayReloadException(
                $"Listener {Model.Name} cannot listen on {Model.Address}: {fault.Message} Free the address or choose another one in listeners[].address.", fault);
        }

        Address = BoundAddress();
    }

    /// <summary>Whether another declaration can be served by this listener without binding anew. A new name is no reason to bind anew.</summary>
    public bool CanBecome(ListenerModel model) =>
        (model.Name == Model.Name || model.Address.Port != 0) && model.Address.Equals(Model.Address) && (model.Tls is null) == (Model.Tls is null);

    /// <summary>Reads the certificate of another declaration, without changing anything yet.</summary>
    /// <exception cref="GatewayReloadException">The certificate cannot be used.</exception>
    public void Check(ListenerModel model) => _nextCertificate = model.Tls is { } tls ? CertificateSource.Read(tls) : null;

    /// <summary>Takes over limits, certificate and trusted addresses, for connections and requests to come.</summary>
    public void Become(ListenerModel model)
    {
        if (_nextCertificate is { } next)
            _certificate!.Change(next);
        _gate.Change(model.Limits);
        Apply(model.Limits, _options!.Limits);
        _application.Change(model);
        Model = model;
    }

    /// <summary>When the certificate in use ends; null without TLS.</summary>
    public DateTimeOffset? CertificateEnds => _certificate is { } source ? new DateTimeOffset(source.Current.TargetCertificate.NotAfter) : null;

    /// <summary>Looks whether the certificate's files have changed.</summary>
    public void Refresh() => _certificate?.Refresh();

    /// <summary>Stops accepting, lets what is in flight finish until cancelled, then closes everything.</summary>
    public Task StopAsync(CancellationToken hard) => _server.StopAsync(hard);

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _host.DisposeAsync();
    }

    private void Configure(KestrelServerOptions options)
    {
        _options = options;
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        Apply(Model.Limits, options.Limits);
        if (_certificate is null)
        {
            options.Listen(Model.Address, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(new Http2EndPoint(Model.Name), listen => listen.Protocols = HttpProtocols.Http2);
            return;
        }

        options.Listen(Model.Address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = Model.Limits.HeaderTimeout,
                OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _certificate.Current,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }),
            });
        });
    }

    private static void Apply(ListenerLimits from, KestrelServerLimits to)
    {
        to.MaxRequestHeaderCount = from.MaxHeaders;
        to.MaxRequestHeadersTotalSize = from.MaxHeaderBytes;
        to.MaxRequestLineSize = from.MaxRequestLineBytes;
        to.RequestHeadersTimeout = from.HeaderTimeout;
        to.KeepAliveTimeout = from.KeepAlive;
        to.MaxRequestBodySize = from.MaxBodyBytes;
        to.MinRequestBodyDataRate = from.MinBodyRate > 0 ? new MinDataRate(from.MinBodyRate, TimeSpan.FromSeconds(5)) : null;
        to.Http2.MaxStreamsPerConnection = from.MaxStreams;
        to.Http2.MaxRequestHeaderFieldSize = Math.Min(from.MaxHeaderBytes, 16 * 1024);
        to.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
    }

    private IPEndPoint BoundAddress()
    {
        foreach (var address in _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            if (Uri.TryCreate(address, UriKind.Absolute, out var bound) && bound.Port > 0)
                return new IPEndPoint(Model.Address.Address, bound.Port);
        }

        return Model.Address;
    }
}
