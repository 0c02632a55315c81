using System.Text;
using Microsoft.AspNetCore.Http;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Idempotency;

/// <summary>A gateway whose one route keeps keys in a file, one instance behind it, and a clock of the store that can be set forward.</summary>
internal sealed class KeyedRig : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private KeyedRig(DirectoryInfo folder, TestBackend backend) => (_folder, Backend) = (folder, backend);

    public TestBackend Backend { get; }

    public OffsetTime StoreTime { get; } = new(TimeSpan.Zero);

    public StoreAccess Access { get; private set; } = new(null);
    public TestGateway Gateway { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public SystemModel Model { get; private set; } = null!;

    public IdempotencyCounters Counters => Gateway.Server.Routes[0].Counters.Idempotency;

    public static Task<KeyedRig> StartAsync(RequestDelegate handler) => StartAsync(handler, new IdempotencyModel());

    public static async Task<KeyedRig> StartAsync(RequestDelegate handler, IdempotencyModel? idempotency, Func<SystemModel, SystemModel>? change = null)
    {
        var rig = new KeyedRig(Directory.CreateTempSubdirectory("perdure-keys-"), await TestBackend.StartAsync(handler));
        rig.OpenStore();
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(rig.Backend.Url) with { Retry = new RetryModel { Attempts = 3 } });
        model = model with { Routes = [model.Routes[0] with { Idempotency = idempotency }] };
        rig.Model = change?.Invoke(model) ?? model;
        await rig.OpenAsync();
        return rig;
    }

    /// <summary>Ends the gateway and the store as a crash does, as far as others can see, and begins both anew.</summary>
    public async Task RestartAsync(TimeSpan later)
    {
        Client.Dispose();
        await Access.Store!.DisposeAsync();
        Access.Store = null;
        await Gateway.DisposeAsync();
        // What the dead gateway would still like to keep, it must not find the way to.
        Access = new StoreAccess(null);
        StoreTime.By += later;
        OpenStore();
        await OpenAsync();
    }

    public Task<CacheAnswer> PostAsync(string key, string body = "a", params string[] headers) => SendAsync(HttpMethod.Post, "/pay", body, [$"Idempotency-Key: {key}", .. headers]);

    public async Task<CacheAnswer> SendAsync(HttpMethod method, string target, string? body, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, target);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "text/plain");
        return await SendAsync(Client, request, headers);
    }

    public static async Task<CacheAnswer> SendAsync(HttpClient client, HttpRequestMessage request, params string[] headers)
    {
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await client.SendAsync(request);
        return new CacheAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void OpenStore() =>
        Access.Store = SqliteDurableStore.Open(Path.Combine(_folder.FullName, "durable.db"), new DurableOptions { Clock = StoreTime });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        if (Access.Store is { } store)
            await store.DisposeAsync();
        await Backend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync()
    {
        Gateway = await TestGateway.StartAsync(Model, durable: Access);
        Client = Gateway.Client();
        Client.Timeout = TimeSpan.FromMinutes(2);
    }
}
