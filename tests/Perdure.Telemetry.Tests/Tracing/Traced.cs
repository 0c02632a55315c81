using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;
using Perdure.Telemetry.Tracing;

namespace Perdure.Telemetry.Tests.Tracing;

/// <summary>A real gateway whose traces go to a collector, in this process.</summary>
internal sealed class Traced : IAsyncDisposable
{
    private readonly RequestWatch _watch;
    private readonly EndedRequests _ended;

    private Traced(GatewayServer gateway, RequestWatch watch, EndedRequests ended, NodeTraces traces) =>
        (Gateway, _watch, _ended, Traces) = (gateway, watch, ended, traces);

    public GatewayServer Gateway { get; }

    public NodeTraces Traces { get; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });

    public static Task<Traced> StartAsync(SystemModel model, Uri collector, ILogger? log = null, params (string Name, string Value)[] variables) =>
        StartAsync(model, collector, TimeProvider.System, TimeProvider.System, log, variables);

    /// <summary>Starts one whose gateway has another clock than the export.</summary>
    public static async Task<Traced> StartAsync(
        SystemModel model, Uri collector, TimeProvider serving, TimeProvider exporting, ILogger? log = null, params (string Name, string Value)[] variables)
    {
        (string Name, string Value)[] all = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "10"), .. variables];
        var traces = NodeTraces.StartIfAsked(
            new NodeIdentity("shop", "node-1", "0.1.0"), name => all.LastOrDefault(one => one.Name == name).Value, exporting, log ?? NullLogger.Instance)!;
        var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance) { Other = traces.Observer };
        var ended = new EndedRequests(watch);
        var gateway = new GatewayServer(new GatewayOptions { Time = serving, DrainGrace = TimeSpan.Zero, Requests = ended }, NullLoggerFactory.Instance);
        await gateway.StartAsync(model, CancellationToken.None);
        return new Traced(gateway, watch, ended, traces);
    }

    public static SystemModel Keeping(SystemModel model, double sample, TimeSpan? slow = null) =>
        model with { Telemetry = new TelemetryModel { Traces = new TracesModel { Sample = sample, Slow = slow ?? TimeSpan.FromMinutes(1) } } };

    public Uri UrlOf(string path) => new($"http://{Gateway.Listeners[0].Address}{path}");

    /// <summary>Sends a GET, to its end, with a context or without: what was to be kept of it is on its way to the collector.</summary>
    public Task<int> GetAsync(string path = "/", string? parent = null, string? state = null) => SendAsync(HttpMethod.Get, path, parent, state);

    /// <inheritdoc cref="GetAsync"/>
    public async Task<int> SendAsync(HttpMethod method, string path, string? parent = null, string? state = null)
    {
        using var request = new HttpRequestMessage(method, UrlOf(path));
        if (parent is not null)
            request.Headers.Add("traceparent", parent);
        if (state is not null)
            request.Headers.Add("tracestate", state);
        using var answer = await Client.SendAsync(request);
        await _ended.AnsweredAsync();
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await Gateway.StopAsync(now.Token);
        await Gateway.DisposeAsync();
        _watch.Dispose();
        await Traces.DisposeAsync();
    }
}
