using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tracing;
using Perdure.Telemetry.Objectives;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>A real gateway on a free port with its metrics, in this process.</summary>
internal sealed class Measured : IAsyncDisposable
{
    // No test here is about them, and a machine that stands still for a second must not cause a retry.
    private static readonly TimeoutsModel s_patient = new()
    {
        Connect = TimeSpan.FromMinutes(1), Attempt = TimeSpan.FromMinutes(1), Request = TimeSpan.FromMinutes(2), Idle = TimeSpan.FromMinutes(2),
    };

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly EndedRequests _ended;

    private Measured(GatewayServer gateway, NodeTelemetry telemetry, EndedRequests ended) => (Gateway, Telemetry, _ended) = (gateway, telemetry, ended);

    public GatewayServer Gateway { get; }

    public NodeTelemetry Telemetry { get; }

    /// <summary>What it says of its durable store.</summary>
    public DurableSample? Durable { get; set; }

    public static async Task<Measured> StartAsync(
        SystemModel model, DurableSample? durable = null, StoreWatch? store = null, int seriesMax = 20_000, bool metering = true, TimeProvider? time = null)
    {
        var ended = new EndedRequests();
        var gateway = new GatewayServer(
            new GatewayOptions { Time = time ?? TimeProvider.System, DrainGrace = TimeSpan.Zero, Metering = metering, Requests = ended }, NullLoggerFactory.Instance);
        await gateway.StartAsync(model, CancellationToken.None);
        var objectives = new NodeObjectives(gateway, null, () => true, TimeProvider.System, NullLogger.Instance);
        Measured? measured = null;
        var sources = new MetricSources
        {
            Gateway = gateway,
            Node = () => new NodeSample { Node = "node-1", System = "shop", Version = "0.1.0", Durable = measured is null ? durable : measured.Durable, Joined = true, NodesUp = 1, ReloadSucceeded = true },
            Store = store,
            Alerts = () => new AlertFigures([("PerdureErrors", AlertSeverity.Critical, 0, 1)], 2, [("webhook-1", 3, 4)]),
            Objectives = () =>
            {
                objectives.Look();
                return objectives.Current;
            },
            AccessLog = () => new AccessLogFigures(1, 2, 3),
            Traces = new TraceCounters(),
            DataDirectory = Path.GetTempPath(),
        };
        return measured = new Measured(gateway, new NodeTelemetry(sources, seriesMax), ended) { Durable = durable };
    }

    /// <summary>One service with these instances, and one route to it for every path.</summary>
    public static SystemModel Model(Func<ServiceModel, ServiceModel>? service, Func<RouteModel, RouteModel>? route, params Uri[] instances)
    {
        var one = new ServiceModel
        {
            Name = "catalog", Timeouts = s_patient, Instances = [.. instances.Select((url, at) => new InstanceModel { Id = $"catalog-{at + 1}", Url = url })],
        };
        var all = new RouteModel { Name = "all", Service = "catalog", Match = new RouteMatch { Path = "/*" } };
        return Model([service?.Invoke(one) ?? one], [route?.Invoke(all) ?? all]);
    }

    public static SystemModel Model(IEnumerable<ServiceModel> services, IEnumerable<RouteModel> routes) => new()
    {
        Name = "shop",
        Node = new NodeModel { Id = "node-1" },
        Listeners = [new ListenerModel { Name = "web", Address = new IPEndPoint(IPAddress.Loopback, 0) }],
        Services = [.. services],
        Routes = [.. routes],
    };

    /// <summary>Sends a GET through the gateway, to its end: it has been counted.</summary>
    public async Task<HttpStatusCode> GetAsync(string path = "/")
    {
        using var answer = await _client.GetAsync(new Uri($"http://{Gateway.Listeners[0].Address}{path}"));
        await _ended.AnsweredAsync();
        return answer.StatusCode;
    }

    /// <summary>What a scraper reads.</summary>
    public async Task<string> TextAsync()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await Telemetry.WriteAsync(pipe.Writer, CancellationToken.None);
        await pipe.Writer.CompleteAsync();
        using var reader = new StreamReader(pipe.Reader.AsStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The value of a series, by its name and labels as they are written.</summary>
    public async Task<double?> ValueAsync(string series)
    {
        var line = (await TextAsync()).Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line.AsSpan(line.LastIndexOf(' ')), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await Gateway.StopAsync(now.Token);
        await Gateway.DisposeAsync();
    }
}
