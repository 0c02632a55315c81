using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Telemetry.Traffic;

namespace Perdure.Console.Tests.Api;

public sealed class TrafficApiTests
{
    [Fact]
    public async Task Traffic_is_a_list_of_points()
    {
        await using var gateway = await GatewayAsync();
        await using var traffic = new TrafficHistory(gateway, TimeProvider.System, NullLogger.Instance);
        traffic.Start();
        await using var api = await AdminApi.StartAsync([], parts => parts with { Traffic = traffic });
        await Eventually.Holds(() => traffic.Latest is not null, "a second is recorded");

        var all = await api.GetJsonAsync("/api/v1/traffic?seconds=1");
        using var home = await api.SendAsync("GET", "/api/v1/traffic?route=home");

        Assert.Equal(1, all.GetProperty("stepSeconds").GetInt32());
        var point = Assert.Single(all.GetProperty("points").EnumerateArray());
        Assert.Equal(9, point.GetArrayLength());
        Assert.EndsWith(",0,0,0,0,0,null,null,null]", point.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""{"route":"home","stepSeconds":1,"points":[]}""", await home.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("?route=none", HttpStatusCode.NotFound, ProblemTypes.UnknownRoute)]
    [InlineData("?seconds=0", HttpStatusCode.BadRequest, ProblemTypes.Invalid)]
    [InlineData("?seconds=901", HttpStatusCode.BadRequest, ProblemTypes.Invalid)]
    [InlineData("?seconds=all", HttpStatusCode.BadRequest, ProblemTypes.Invalid)]
    [InlineData("?seconds=1&seconds=2", HttpStatusCode.BadRequest, ProblemTypes.Invalid)]
    public async Task Question_that_has_no_answer_is_refused(string query, HttpStatusCode status, string type)
    {
        await using var gateway = await GatewayAsync();
        await using var traffic = new TrafficHistory(gateway, TimeProvider.System, NullLogger.Instance);
        traffic.Start();
        await using var api = await AdminApi.StartAsync([], parts => parts with { Traffic = traffic });

        using var answer = await api.SendAsync("GET", "/api/v1/traffic" + query);

        await ProblemAssert.IsAsync(answer, status, type);
    }

    private static async Task<GatewayServer> GatewayAsync()
    {
        var gateway = new GatewayServer(new GatewayOptions { Metering = true, DrainGrace = TimeSpan.Zero }, NullLoggerFactory.Instance);
        await gateway.StartAsync(
            new SystemModel
            {
                Name = "shop",
                Services = [new ServiceModel { Name = "catalog", Instances = [new InstanceModel { Id = "c-1", Url = new Uri("http://127.0.0.1:1") }] }],
                Routes = [new RouteModel { Name = "home", Service = "catalog", Match = new RouteMatch() }],
            },
            CancellationToken.None);
        return gateway;
    }
}
