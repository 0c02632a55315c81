using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Runbooks;
using Perdure.Console.Tests.Support;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Telemetry;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Console.Tests.Api;

public sealed class AlertApiTests : IAsyncLifetime
{
    private const string Good = "{\"matchers\":[\"alertname=Lost\"],\"lasting\":\"2h\",\"comment\":\"we know\"}";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly RecordingLoggers _loggers = new();
    private GatewayServer _gateway = null!;
    private NodeAlerts _alerts = null!;
    private AdminServer _server = null!;

    public async Task InitializeAsync()
    {
        _gateway = new GatewayServer(new GatewayOptions { DrainGrace = TimeSpan.Zero }, NullLoggerFactory.Instance);
        var model = new SystemModel
        {
            Name = "shop",
            Node = new NodeModel { Id = "node-1" },
            Services = [new ServiceModel { Name = "catalog", Instances = [new InstanceModel { Id = "catalog-1", Url = new Uri("http://127.0.0.1:1") }] }],
            Alerts = [new AlertModel { Name = "Lost", Expression = new AlertExpression { Signal = AlertSignal.DurabilityLost }, Runbook = "https://wiki.example/lost" }],
        };
        await _gateway.StartAsync(model, CancellationToken.None);
        var telemetry = new NodeTelemetry(new MetricSources
        {
            Gateway = _gateway,
            Node = () => new NodeSample { Node = "node-1", System = "shop", Version = "0.1.0", Durable = new DurableSample(false, []) },
        });
        _alerts = new NodeAlerts(telemetry, () => model, new SilenceBook(null, File.WriteAllBytes, TimeProvider.System, NullLogger.Instance), () => "", NullLogger.Instance);
        _alerts.Start();
        _server = new AdminServer(
            new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = AdminApi.AllRoles }, new FakeNode(), _loggers, new AdminParts { Telemetry = telemetry, Alerts = _alerts });
        await _server.StartAsync(CancellationToken.None);
        await Eventually.Holds(() => _alerts.Current.Count > 0, "the alert is seen");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _alerts.DisposeAsync();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _gateway.StopAsync(now.Token);
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Alert_is_shown_with_its_runbook_and_who_silenced_it()
    {
        var made = await JsonAsync("POST", "silences", Good);
        Assert.Equal(("ops", "alertname=\"Lost\"", "we know"), (made.GetProperty("createdBy").GetString(), made.GetProperty("matchers")[0].GetString(), made.GetProperty("comment").GetString()));

        var list = await JsonAsync("GET", "alerts");
        var alert = Assert.Single(list.GetProperty("alerts").EnumerateArray());
        Assert.Equal(("Lost", "firing", "warning"), (alert.GetProperty("name").GetString(), alert.GetProperty("state").GetString(), alert.GetProperty("severity").GetString()));
        Assert.Equal("https://wiki.example/lost", alert.GetProperty("runbook").GetString());
        Assert.Equal(made.GetProperty("id").GetString(), alert.GetProperty("silencedBy").GetString());
        Assert.Single(list.GetProperty("silences").EnumerateArray());
        Assert.Contains(_loggers.Lines, line => line.Contains("silence", StringComparison.Ordinal) && line.Contains("ops", StringComparison.Ordinal));

        await JsonAsync("DELETE", $"silences/{made.GetProperty("id").GetString()}");
        Assert.Empty((await JsonAsync("GET", "silences")).GetProperty("silences").EnumerateArray());
        using var gone = await SendAsync("DELETE", $"silences/{made.GetProperty("id").GetString()}");
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound, "urn:perdure:problem:unknown-silence");
    }

    [Theory]
    [InlineData("GET", "alerts", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", "silences", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("POST", "silences", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "silences/x", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("GET", "alerts", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    [InlineData("GET", "alerts", null, HttpStatusCode.Unauthorized)]
    public async Task Readers_look_and_operators_silence(string method, string path, string? token, HttpStatusCode expected)
    {
        using var answer = await SendAsync(method, path, method == "POST" ? Good : null, token);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"matchers\":[],\"lasting\":\"2h\"}")]
    [InlineData("{\"matchers\":[null],\"lasting\":\"2h\"}")]
    [InlineData("{\"matchers\":[\"alertname\"],\"lasting\":\"2h\"}")]
    [InlineData("{\"matchers\":[\"service!=a\"],\"lasting\":\"2h\"}")]
    [InlineData("{\"matchers\":[\"alertname=Lost\"]}")]
    [InlineData("{\"matchers\":[\"alertname=Lost\"],\"lasting\":\"0s\"}")]
    [InlineData("{\"matchers\":[\"alertname=Lost\"],\"lasting\":\"9000h\"}")]
    public async Task What_is_no_silence_is_refused(string body)
    {
        using var answer = await SendAsync("POST", "silences", body);
        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "urn:perdure:problem:invalid");
        Assert.Empty(_alerts.Silences.Current);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? token = AdminApi.OperatorToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{_server.Endpoint}/api/v1/{path}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await _client.SendAsync(request);
    }

    private async Task<JsonElement> JsonAsync(string method, string path, string? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }

    [Theory]
    [InlineData("catalog", null)]
    [InlineData("catalogue", "there is no service \"catalogue\". Did you mean \"catalog\"?")]
    [InlineData("~.+", "there is no service \"~.+\"")]
    public void Step_of_a_runbook_silences_only_what_there_is(string service, string? problem)
    {
        var runner = new StepRunner(new FakeNode(), null, _alerts, null, NullLogger.Instance);
        var command = StepCommand.Parse("perdure alerts silence alertname=Lost service=SERVICE")!.Fill(new Dictionary<string, string> { ["SERVICE"] = service });

        Assert.Equal(problem, runner.Check(command!));
    }
}
