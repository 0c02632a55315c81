using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Tiers;

public sealed class TierTests
{
    private static readonly IPNetwork Here = new(IPAddress.Loopback, 32);

    private readonly List<string?> _told = [];

    [Fact]
    public async Task Requests_are_counted_by_the_tier_of_their_route()
    {
        await using var backend = await StartBackendAsync();
        await using var gateway = await StartAsync(backend, new ListenerModel { Name = "web", Address = Any() }, Tier.Critical);
        using var client = gateway.Client();

        await ManyRequests.StatusesAsync(client, 3);

        Assert.Equal((3, 0, 0), Counts(gateway));
    }

    [Theory]
    [InlineData("optional", Tier.Optional)]
    [InlineData("Critical ", Tier.Critical)]
    [InlineData("standard", Tier.Standard)]
    public async Task Trusted_header_says_the_tier_and_is_handed_on(string said, Tier tier)
    {
        await using var backend = await StartBackendAsync();
        await using var gateway = await StartAsync(backend, Listener(Here), Tier.Standard);
        using var client = gateway.Client();

        await ManyRequests.StatusesAsync(client, 1, _ => ("X-Tier", said));

        Assert.Equal(1, gateway.Server.Tiers.Requests(tier));
        Assert.Equal((1, 0), (gateway.Server.Tiers.HeadersTaken, gateway.Server.Tiers.HeadersIgnored));
        Assert.Equal([said.Trim()], _told);
    }

    [Fact]
    public async Task Header_of_somebody_who_is_not_trusted_is_ignored_and_counted_and_no_instance_sees_it()
    {
        await using var backend = await StartBackendAsync();
        await using var gateway = await StartAsync(backend, Listener(), Tier.Optional);
        using var client = gateway.Client();

        await ManyRequests.StatusesAsync(client, 2, _ => ("x-TIER", "critical"));

        Assert.Equal((0, 0, 2), Counts(gateway));
        Assert.Equal((0, 2), (gateway.Server.Tiers.HeadersTaken, gateway.Server.Tiers.HeadersIgnored));
        Assert.Equal([null, null], _told);
    }

    [Theory]
    [InlineData("urgent")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("critical, optional")]
    public async Task Tier_that_there_is_not_is_ignored_from_anybody(string said)
    {
        await using var backend = await StartBackendAsync();
        await using var gateway = await StartAsync(backend, Listener(Here), Tier.Standard);
        using var client = gateway.Client();

        await ManyRequests.StatusesAsync(client, 1, _ => ("X-Tier", said));

        Assert.Equal((0, 1, 0), Counts(gateway));
        Assert.Equal(1, gateway.Server.Tiers.HeadersIgnored);
        Assert.Equal([null], _told);
    }

    [Fact]
    public async Task Header_that_comes_twice_is_ignored()
    {
        await using var backend = await StartBackendAsync();
        await using var gateway = await StartAsync(backend, Listener(Here), Tier.Standard);

        await RawClient.ExchangeAsync(
            gateway.Address, "GET / HTTP/1.1\r\nHost: a\r\nX-Tier: critical\r\nX-Tier: optional\r\nConnection: close\r\n\r\n");

        Assert.Equal((0, 1, 0), Counts(gateway));
        Assert.Equal([null], _told);
    }

    [Fact]
    public async Task Reload_changes_who_is_trusted_and_the_header_and_keeps_the_counts()
    {
        await using var backend = await StartBackendAsync();
        await using var gateway = await StartAsync(backend, Listener(), Tier.Standard);
        using var client = gateway.Client();
        await ManyRequests.StatusesAsync(client, 1, _ => ("X-Tier", "critical"));

        var model = gateway.Server.Model;
        await gateway.Server.ReloadAsync(model with { Listeners = [Listener(Here) with { TierHeader = "X-Class" }] }, CancellationToken.None);
        await ManyRequests.StatusesAsync(client, 1, _ => ("X-Class", "critical"));

        Assert.Equal((1, 1, 0), Counts(gateway));
    }

    private static IPEndPoint Any() => new(IPAddress.Loopback, 0);

    private static ListenerModel Listener(params IPNetwork[] trusted) =>
        new() { Name = "web", Address = Any(), TierHeader = "X-Tier", TrustedProxies = [.. trusted] };

    private static (long Critical, long Standard, long Optional) Counts(TestGateway gateway)
    {
        var tiers = gateway.Server.Tiers;
        return (tiers.Requests(Tier.Critical), tiers.Requests(Tier.Standard), tiers.Requests(Tier.Optional));
    }

    private static Task<TestGateway> StartAsync(TestBackend backend, ListenerModel listener, Tier tier)
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        return TestGateway.StartAsync(model with { Listeners = [listener], Routes = [model.Routes[0] with { Tier = tier }] });
    }

    private Task<TestBackend> StartBackendAsync() => TestBackend.StartAsync(context =>
    {
        lock (_told)
            _told.Add(context.Request.Headers.TryGetValue("X-Tier", out var said) ? said.ToString() : null);
        return Task.CompletedTask;
    });
}
