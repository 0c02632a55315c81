using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Tests.Support;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Telemetry;
using Perdure.Telemetry.Nodes;

namespace Perdure.Console.Tests.Api;

public sealed class MetricsApiTests
{
    [Theory]
    [InlineData(AdminApi.OperatorToken, "GET", HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, "GET", HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, "HEAD", HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, "POST", HttpStatusCode.MethodNotAllowed)]
    [InlineData(AdminApi.AppToken, "GET", HttpStatusCode.Forbidden)]
    [InlineData("guessed", "GET", HttpStatusCode.Unauthorized)]
    [InlineData(null, "GET", HttpStatusCode.Unauthorized)]
    public async Task Metrics_are_for_readers(string? token, string method, HttpStatusCode expected)
    {
        await using var gateway = await GatewayAsync();
        await using var server = await ServerAsync(gateway, AdminApi.AllRoles);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{server.Endpoint}/metrics");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        using var answer = await client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        if (expected != HttpStatusCode.OK)
            Assert.DoesNotContain("perdure_node_info", text, StringComparison.Ordinal);
        else
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        if (expected == HttpStatusCode.OK && method == "GET")
            Assert.Contains("perdure_node_info{node=\"node-1\",system=\"shop\",version=\"0.1.0\"} 1\n", text, StringComparison.Ordinal);
    }

    // Many chunks of an answer, whose ends fall into all parts of a line.
    [Fact]
    public async Task Metrics_of_a_large_system_come_whole()
    {
        var instances = Enumerable.Range(1, 200).Select(at => new InstanceModel { Id = $"catalog-{at}", Url = new Uri($"http://127.0.0.1:{at}") });
        await using var gateway = await GatewayAsync(new ServiceModel { Name = "catalog", Instances = [.. instances] });
        await using var server = await ServerAsync(gateway, []);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        var lines = (await client.GetStringAsync(new Uri($"http://{server.Endpoint}/metrics"))).Split('\n');

        Assert.Equal(200, lines.Count(line => line.StartsWith("perdure_instance_weight{", StringComparison.Ordinal) && line.EndsWith("\"} 1", StringComparison.Ordinal)));
        Assert.Equal("", lines[^1]);
    }

    private static async Task<AdminServer> ServerAsync(GatewayServer gateway, ImmutableArray<AdminToken> tokens)
    {
        var sources = new MetricSources { Gateway = gateway, Node = () => new NodeSample { Node = "node-1", System = "shop", Version = "0.1.0" } };
        var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = tokens };
        var server = new AdminServer(admin, new FakeNode(), new RecordingLoggers(), new AdminParts { Telemetry = new NodeTelemetry(sources) });
        await server.StartAsync(CancellationToken.None);
        return server;
    }

    private static async Task<GatewayServer> GatewayAsync(params ServiceModel[] services)
    {
        var gateway = new GatewayServer(new GatewayOptions(), NullLoggerFactory.Instance);
        await gateway.StartAsync(new SystemModel { Name = "shop", Node = new NodeModel { Id = "node-1" }, Listeners = [], Services = [.. services], Routes = [] }, CancellationToken.None);
        return gateway;
    }
}
