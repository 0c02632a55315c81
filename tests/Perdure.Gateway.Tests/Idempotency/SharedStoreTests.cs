using Microsoft.AspNetCore.Http;
using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Idempotency;

/// <summary>Two gateways that share one PostgreSQL.</summary>
public sealed class SharedStoreTests
{
    [PostgresFact]
    public async Task Two_gateways_execute_a_request_once_between_them()
    {
        using var server = await PostgresServer.StartAsync("fsync=off");
        var go = new TaskCompletionSource();
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            if (context.Request.Headers["Idempotency-Key"] == "held")
                await go.Task;
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("paid");
        });
        await using var oneStore = await OpenAsync(server);
        await using var otherStore = await OpenAsync(server);
        await using var one = await GatewayAsync(backend, oneStore, TimeSpan.Zero);
        await using var other = await GatewayAsync(backend, otherStore, TimeSpan.FromMinutes(1));
        await using var hasty = await GatewayAsync(backend, otherStore, TimeSpan.Zero);

        var first = PostAsync(one, "held");
        await Eventually.Async(() => backend.Requests == 1, "the service has it");
        var refused = await PostAsync(hasty, "held");
        var waits = PostAsync(other, "held");
        await Eventually.Async(() => other.Server.InFlight == 1, "the duplicate has arrived");
        go.SetResult();

        Assert.Equal(409, refused.Status);
        Assert.Equal((201, "paid"), ((await first).Status, (await first).Body));
        Assert.Equal((201, "paid", "true"), ((await waits).Status, (await waits).Body, (await waits).Headers["Idempotency-Replayed"]));
        Assert.Equal(1, backend.Requests);

        // At the same moment on both, for many keys.
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(at => PostAsync(at % 2 == 0 ? other : one, $"k-{at / 4}")));
        Assert.Equal(26, backend.Requests);
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[201, 409]));
    }

    private static Task<PostgresDurableStore> OpenAsync(PostgresServer server) =>
        PostgresDurableStore.OpenAsync(new PostgresOptions { ConnectionString = server.ConnectionString }, new DurableOptions(), CancellationToken.None);

    private static Task<TestGateway> GatewayAsync(TestBackend backend, IDurableStore store, TimeSpan wait)
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        return TestGateway.StartAsync(model with { Routes = [model.Routes[0] with { Idempotency = new IdempotencyModel { Wait = wait } }] }, durable: new StoreAccess(store));
    }

    private static async Task<CacheAnswer> PostAsync(TestGateway gateway, string key)
    {
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pay") { Content = new StringContent("a") };
        return await KeyedRig.SendAsync(client, request, $"Idempotency-Key: {key}");
    }
}
