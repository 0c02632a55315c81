using System.Net;
using System.Text.Json;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Guarding;

public sealed class GuardStageTests
{
    [Fact]
    public async Task Node_without_memory_turns_optional_requests_away_and_serves_critical_ones()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        var usage = new FakeUsage();
        await using var gateway = await StartAsync(backend, usage, new OverloadModel());
        using var client = gateway.Client();
        usage.Memory = 0.99;

        await PassAsync(() => gateway.Server.Guard!.Snapshot().Level <= 128, "all that is optional turned away");
        var before = backend.Requests;
        using var refused = await client.GetAsync("/optional");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("urn:perdure:problem:overloaded", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("type").GetString());
        Assert.Equal(before, backend.Requests);
        var server = gateway.Server;
        Assert.True(server.Guard!.Shedding);
        Assert.Equal(server.Guard.Shed, server.Tiers.Shed(Tier.Optional) + server.Tiers.Shed(Tier.Standard));
        Assert.Equal((0, server.Guard.Shed), (server.Services[0].Counters.Failed, server.Services[0].Counters.Shed));
        Assert.Equal(0, server.Tiers.Shed(Tier.Critical));

        usage.Memory = 0.1;
        await PassAsync(() => !server.Guard.Shedding, "everybody admitted again");
        Assert.Equal(200, await StatusAsync(client, "/optional"));

        // Nine to one: a few steps are enough for the one.
        Task PassAsync(Func<bool> until, string what) => Eventually.Async(
            async () =>
            {
                for (var at = 0; at < 9; at++)
                    Assert.Equal(200, await StatusAsync(client, "/critical"));
                await StatusAsync(client, "/optional");
                return until();
            },
            what);
    }

    [Fact]
    public async Task Guard_that_is_switched_off_turns_nobody_away()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, new FakeUsage { Memory = 1 }, new OverloadModel { Cpu = null, Memory = null });
        using var client = gateway.Client();
        await Eventually.Async(() => gateway.Server.Guard!.Snapshot().Memory == 1, "measured");

        Assert.Equal(200, await StatusAsync(client, "/optional"));
        Assert.False(gateway.Server.Guard!.Shedding);
    }

    [Fact]
    public async Task Reload_puts_other_limits_in_force()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, new FakeUsage { Memory = 0.8 }, new OverloadModel());
        await gateway.Server.ReloadAsync(gateway.Server.Model with { Overload = new OverloadModel { Memory = 0.7 } }, CancellationToken.None);
        using var client = gateway.Client();

        await Eventually.Async(async () => await StatusAsync(client, "/optional") == 503, "turned away");
    }

    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return (int)answer.StatusCode;
    }

    private static Task<TestGateway> StartAsync(TestBackend backend, FakeUsage usage, OverloadModel overload)
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        return TestGateway.StartAsync(
            model with
            {
                Overload = overload,
                Routes =
                [
                    TestGateway.Route("main", "/critical") with { Name = "critical", Tier = Tier.Critical },
                    TestGateway.Route("main", "/*") with { Name = "optional", Tier = Tier.Optional },
                ],
            },
            usage: usage);
    }
}
