using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Limits;

public sealed class RateLimitTests
{
    // So slow that nothing comes back while a test runs.
    private static readonly RateLimitModel s_three = new() { Requests = 3, Burst = 3, Per = TimeSpan.FromHours(3) };

    [Fact]
    public async Task Requests_beyond_the_limit_are_answered_429_without_asking_anybody()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("good"));
        await using var gateway = await StartAsync(backend, s_three);
        using var client = gateway.Client();

        using var first = await client.GetAsync("/");
        var rest = await ManyRequests.StatusesAsync(client, 2);
        using var refused = await client.GetAsync("/");

        Assert.Equal((200, "\"main\";q=3;w=10800", "\"main\";r=2;t=3600"), Told(first));
        Assert.Equal([200, 200], rest);
        Assert.Equal((429, "\"main\";q=3;w=10800", "\"main\";r=0;t=10800"), Told(refused));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3_500, 3_600);
        Assert.Equal("urn:perdure:problem:rate-limited", JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString());
        Assert.Equal(3, backend.Requests);
        var route = Assert.Single(gateway.Server.Routes);
        Assert.Equal((3, 1), (route.Counters.Admitted, route.Counters.Limited));
        var service = gateway.Server.Services[0].Counters;
        Assert.Equal((4, 3, 0, 1), (service.Requests, service.Good, service.Failed, service.HeldBack));
    }

    [Fact]
    public async Task Fields_of_an_instance_stay_beside_those_of_the_gateway()
    {
        await using var backend = await TestBackend.StartAsync(context =>
        {
            context.Response.Headers["RateLimit"] = "\"own\";r=9";
            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(backend, s_three);
        using var client = gateway.Client();

        using var response = await client.GetAsync("/");

        Assert.Equal("\"main\";r=2;t=3600, \"own\";r=9", string.Join(", ", response.Headers.GetValues("RateLimit")));
    }

    [Fact]
    public async Task Grpc_client_is_told_in_its_own_way()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, s_three with { Requests = 1, Burst = 1 });
        using var client = gateway.Client();
        await ManyRequests.StatusesAsync(client, 1);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new("application/grpc");

        using var response = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "8"), (response.StatusCode, response.Headers.GetValues("grpc-status").Single()));
    }

    [Fact]
    public async Task Values_of_a_header_are_counted_separately_and_requests_without_it_by_address()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        var key = new RateLimitKey { Source = RateLimitKeySource.Header, Header = "X-Partner" };
        await using var gateway = await StartAsync(backend, s_three with { Requests = 1, Burst = 1, Key = key });
        using var client = gateway.Client();

        Assert.Equal([200, 200, 200, 429, 429], await ManyRequests.StatusesAsync(client, 5, at => ("x-partner", $"p{at % 3}")));
        Assert.Equal([200, 429], await ManyRequests.StatusesAsync(client, 2));
    }

    [Fact]
    public async Task Clients_behind_a_trusted_proxy_are_told_apart()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        var model = ModelOf(backend, s_three with { Requests = 1, Burst = 1 });
        await using var trusting = await TestGateway.StartAsync(model with
        {
            Listeners = [model.Listeners[0] with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }],
        });
        await using var other = await TestGateway.StartAsync(model);
        using var behind = trusting.Client();
        using var direct = other.Client();

        // One IPv6 client has a whole /64.
        string[] clients = ["192.0.2.1", "192.0.2.2", "::ffff:192.0.2.1", "2001:db8::1", "2001:db8::2:3", "2001:db8:0:1::1"];
        Assert.Equal([200, 200, 429, 200, 429, 200], await ManyRequests.StatusesAsync(behind, 6, at => ("X-Forwarded-For", clients[at])));
        Assert.Equal([200, 429], await ManyRequests.StatusesAsync(direct, 2, at => ("X-Forwarded-For", clients[at])));
    }

    [Fact]
    public async Task Route_counts_all_of_its_requests_together_and_other_routes_none()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        var model = ModelOf(backend, s_three with { Key = new RateLimitKey { Source = RateLimitKeySource.Route } });
        await using var gateway = await TestGateway.StartAsync(model with
        {
            Routes = [TestGateway.Route("main", "/free") with { Name = "free" }, .. model.Routes],
            Listeners = [model.Listeners[0] with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }],
        });
        using var client = gateway.Client();

        Assert.Equal([200, 200, 200, 429, 429], await ManyRequests.StatusesAsync(client, 5, at => ("X-Forwarded-For", $"192.0.2.{at}")));
        using var free = await client.GetAsync("/free");

        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.False(free.Headers.Contains("RateLimit"));
    }

    [Fact]
    public async Task Count_survives_a_reload_while_the_rule_stays()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, s_three);
        using var client = gateway.Client();
        await ManyRequests.StatusesAsync(client, 2);
        var model = gateway.Server.Model;

        await gateway.Server.ReloadAsync(model with { Routes = [.. model.Routes] }, CancellationToken.None);
        Assert.Equal([200, 429], await ManyRequests.StatusesAsync(client, 2));

        await gateway.Server.ReloadAsync(model with { Routes = [model.Routes[0] with { RateLimit = s_three with { Burst = 2 } }] }, CancellationToken.None);
        Assert.Equal([200, 200, 429], await ManyRequests.StatusesAsync(client, 3));
        Assert.Equal((5, 2), (gateway.Server.Routes[0].Counters.Admitted, gateway.Server.Routes[0].Counters.Limited));
    }

    [Fact]
    public async Task Nodes_keep_a_cluster_limit_together()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        var rule = s_three with { Requests = 8, Burst = 8, Scope = RateLimitScope.Cluster };
        await using var one = await StartAsync(backend, rule);
        await using var two = await StartAsync(backend, rule);
        using var first = one.Client();
        using var second = two.Client();
        Assert.True(one.Server.ClusterLimits.Needed);
        one.Server.ClusterLimits.SetNodes(2, allHeard: false);
        two.Server.ClusterLimits.SetNodes(2, allHeard: false);
        Assert.Equal(4, (await ManyRequests.StatusesAsync(first, 8)).Count(status => status == 200));

        var counts = new List<Gateway.Limits.LimitCount>();
        one.Server.ClusterLimits.Collect(counts, long.MinValue, 10);
        one.Server.ClusterLimits.Collect(counts, long.MinValue, 0);
        two.Server.ClusterLimits.SetNodes(2, allHeard: true);
        two.Server.ClusterLimits.Merge("one/1", counts);

        // The first node has used its whole half, and says so: its bucket is empty, and there is one bucket only.
        Assert.Equal(4, Assert.Single(counts).Count.Count);
        Assert.Equal([429, 429], await ManyRequests.StatusesAsync(second, 2));
    }

    private static Task<TestGateway> StartAsync(TestBackend backend, RateLimitModel limit) => TestGateway.StartAsync(ModelOf(backend, limit));

    private static SystemModel ModelOf(TestBackend backend, RateLimitModel limit)
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        return model with { Routes = [model.Routes[0] with { RateLimit = limit }] };
    }

    private static (int Status, string Policy, string Value) Told(HttpResponseMessage response) =>
        ((int)response.StatusCode, response.Headers.GetValues("RateLimit-Policy").Single(), response.Headers.GetValues("RateLimit").Single());
}
