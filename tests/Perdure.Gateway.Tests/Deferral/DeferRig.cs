using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Deferral;

/// <summary>A gateway with one route that defers, a real store, and a service that can be away.</summary>
internal sealed class DeferRig : IAsyncDisposable
{
    // Nothing listens there: it is bound, and never accepts.
    private readonly System.Net.Sockets.Socket _dead = new(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
    private SystemModel _model = null!;

    private DeferRig(DurableStore store)
    {
        Store = store;
        _dead.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public DurableStore Store { get; }

    public TestBackend Backend { get; private set; } = null!;

    public TestGateway Gateway { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>What the service got: method, target, headers that matter, body.</summary>
    public ConcurrentQueue<Seen> Received { get; } = new();

    /// <summary>What the service answers; by default 201 with the body it got.</summary>
    public Func<HttpContext, string, Task> Answer { get; set; } = static async (context, body) =>
    {
        context.Response.StatusCode = 201;
        context.Response.Headers["X-Done"] = "yes";
        await context.Response.WriteAsync("did " + body);
    };

    public Perdure.Gateway.Deferral.DeferCounters Counters => Gateway.Server.Routes[0].Counters.Defer;

    public static async Task<DeferRig> StartAsync(DeferModel? defer = null, QueueModel? queue = null, bool up = true, long depthMax = 1_000, IRequestObserver? observer = null, TimeoutsModel? timeouts = null)
    {
        var rig = new DeferRig(new DurableStore(depthMax));
        rig.Backend = await TestBackend.StartAsync(rig.ServeAsync);
        var service = TestGateway.ServiceOf(up ? rig.Backend.Url : rig.DeadUrl) with
        {
            Timeouts = timeouts ?? TestGateway.Patient,
            Retry = new RetryModel { Attempts = 1 },
        };
        var model = TestGateway.ModelOf(service);
        rig._model = model with
        {
            Durability = new DurabilityModel(),
            Queues = [queue ?? new QueueModel { Name = "later", Backoff = TimeSpan.FromMilliseconds(10), MaxBackoff = TimeSpan.FromMilliseconds(50), MaxAttempts = 5 }],
            Routes = [model.Routes[0] with { Defer = defer ?? new DeferModel { Queue = "later" } }],
        };
        rig.Gateway = await TestGateway.StartAsync(rig._model, durable: rig.Store, observer: observer);
        rig.Client = rig.Gateway.Client();
        return rig;
    }

    private Uri DeadUrl => new($"http://{_dead.LocalEndPoint}");

    /// <summary>The service is there, or not, from now on.</summary>
    public Task SetUpAsync(bool up) => ChangeAsync(model => model with
    {
        Services = [model.Services[0] with { Instances = [model.Services[0].Instances[0] with { Url = up ? Backend.Url : DeadUrl }] }],
    });

    public Task ChangeAsync(Func<SystemModel, SystemModel> change)
    {
        _model = change(_model);
        return Gateway.Server.ReloadAsync(_model, CancellationToken.None);
    }

    /// <summary>Ends the gateway and starts another one on the same store.</summary>
    public async Task RestartAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        Gateway = await TestGateway.StartAsync(_model, durable: Store);
        Client = Gateway.Client();
    }

    public async Task<HttpResponseMessage> SendAsync(string target, string body = "", string? key = null, string? order = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, target) { Content = new StringContent(body, Encoding.UTF8) };
        if (method == HttpMethod.Get)
            request.Content = null;
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (order is not null)
            request.Headers.Add("X-Account", order);
        return await Client.SendAsync(request);
    }

    /// <summary>Sends a request that must be accepted, and returns where it is asked for.</summary>
    public async Task<string> DeferAsync(string target, string body = "", string? key = null, string? order = null)
    {
        using var answer = await SendAsync(target, body, key, order);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    public async Task<JsonElement> AskAsync(string location)
    {
        using var answer = await Client.GetAsync(location);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks until the request is in a state.</summary>
    public async Task<JsonElement> AskUntilAsync(string location, string state)
    {
        JsonElement found = default;
        await Eventually.Async(async () => (found = await AskAsync(location)).GetProperty("state").GetString() == state, $"{location} is {state}");
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        await Store.DisposeAsync();
        _dead.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var feature = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!;
        Received.Enqueue(new Seen(context.Request.Method, feature.RawTarget, body, new HeaderDictionary(feature.Headers.ToDictionary())));
        await Answer(context, body);
    }

    internal sealed record Seen(string Method, string Target, string Body, IHeaderDictionary Headers);
}
