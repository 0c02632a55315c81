using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Observing;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A gateway whose one route has a cache, and one instance behind it.</summary>
internal sealed class CacheRig : IAsyncDisposable
{
    private CacheRig(TestBackend backend, TestGateway gateway, HttpClient client)
    {
        Backend = backend;
        Gateway = gateway;
        Client = client;
    }

    public TestBackend Backend { get; }

    public TestGateway Gateway { get; }

    public HttpClient Client { get; }

    public static Task<CacheRig> StartAsync(RequestDelegate handler) => StartAsync(handler, new CacheModel());

    public static Task<CacheRig> StartAsync(RequestDelegate handler, CacheModel? cache, Func<SystemModel, SystemModel>? change = null, params FallbackModel[] fallbacks) =>
        StartAsync(null, null, handler, cache, change, fallbacks);

    public static Task<CacheRig> StartAsync(TimeProvider time, RequestDelegate handler, CacheModel? cache) => StartAsync(time, null, handler, cache, null);

    public static async Task<CacheRig> StartAsync(
        TimeProvider? time, IRequestObserver? observer, RequestDelegate handler, CacheModel? cache, Func<SystemModel, SystemModel>? change, params FallbackModel[] fallbacks)
    {
        var backend = await TestBackend.StartAsync(handler, HttpProtocols.Http1);
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        model = model with { Routes = [model.Routes[0] with { Cache = cache, Fallbacks = [.. fallbacks] }] };
        var gateway = await TestGateway.StartAsync(change?.Invoke(model) ?? model, observer: observer, time: time);
        return new CacheRig(backend, gateway, gateway.Client());
    }

    /// <summary>Sends a request; a header is written as <c>Name: value</c>.</summary>
    public Task<CacheAnswer> GetAsync(string target, params string[] headers) => SendAsync(HttpMethod.Get, target, headers);

    public async Task<CacheAnswer> SendAsync(HttpMethod method, string target, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, target);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await Client.SendAsync(request);
        return new CacheAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
