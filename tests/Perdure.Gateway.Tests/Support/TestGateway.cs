using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Durability.Storage;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Observing;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A real gateway on a free port, in this process.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly IAsyncDisposable? _owned;

    private TestGateway(GatewayServer server, IAsyncDisposable? owned)
    {
        Server = server;
        _owned = owned;
    }

    public GatewayServer Server { get; }

    public IPEndPoint Address => Server.Listeners[0].Address;

    public Uri Url => new($"{(Server.Listeners[0].Tls ? "https" : "http")}://{Address}");

    public static Task<TestGateway> StartAsync(params ServiceModel[] services) => StartAsync(ModelOf(services));

    public static async Task<TestGateway> StartAsync(
        SystemModel model, TimeSpan? grace = null, IAsyncDisposable? owned = null, IHostUsage? usage = null, IDurableAccess? durable = null, IRequestObserver? observer = null, TimeProvider? time = null)
    {
        var options = new GatewayOptions
        {
            DrainGrace = grace ?? TimeSpan.Zero, StopTimeout = TimeSpan.FromSeconds(5), HostUsage = usage, Durable = durable, Requests = observer, Time = time ?? TimeProvider.System,
        };
        var server = new GatewayServer(options, NullLoggerFactory.Instance);
        await server.StartAsync(model, CancellationToken.None);
        return new TestGateway(server, owned);
    }

    public static SystemModel ModelOf(params ServiceModel[] services) => new()
    {
        Name = "test",
        Node = new NodeModel { Id = "node-1" },
        Listeners = [new ListenerModel { Name = "web", Address = new IPEndPoint(IPAddress.Loopback, 0) }],
        Services = [.. services],
        Routes =
        [
            .. services.Skip(1).Select(service => Route(service.Name, $"/{service.Name}/*")),
            Route(services[0].Name, "/*"),
        ],
    };

    public static RouteModel Route(string service, string path) => new() { Name = service, Service = service, Match = new RouteMatch { Path = path } };

    public static ServiceModel ServiceOf(params Uri[] urls) => new()
    {
        Name = "main",
        Instances = [.. urls.Select((url, at) => new InstanceModel { Id = $"main-{at + 1}", Url = url })],
    };

    public HttpClient Client(Version? version = null) => new(new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } })
    {
        BaseAddress = Url,
        DefaultRequestVersion = version ?? HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await Server.StopAsync(now.Token);
        await Server.DisposeAsync();
        if (_owned is not null)
            await _owned.DisposeAsync();
    }
}
