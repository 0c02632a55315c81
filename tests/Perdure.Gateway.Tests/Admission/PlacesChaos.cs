using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Admission;

/// <summary>What clients, instances and operators do in <see cref="PlacesChaosTests"/>, by dice. Thread-safe.</summary>
internal sealed class PlacesChaos(int seed)
{
    public const int MostPlaces = 12;

    private readonly Random _random = new(seed);
    private int _upgraded;

    public int Upgraded => Volatile.Read(ref _upgraded);

    public int Below(int limit)
    {
        lock (_random)
            return _random.Next(limit);
    }

    public SystemModel Model(Uri one, Uri other)
    {
        var main = TestGateway.ServiceOf(one, other) with
        {
            Bulkhead = Bulkhead(),
            CircuitBreaker = new CircuitBreakerModel { Enabled = false },
            OutlierDetection = new OutlierDetectionModel { Enabled = false },
            Timeouts = new TimeoutsModel { Attempt = TimeSpan.FromMilliseconds(40), Request = TimeSpan.FromMilliseconds(150) },
            Hedge = new HedgeModel { After = TimeSpan.FromMilliseconds(3), Budget = 0.5 },
        };
        var second = main with { Name = "second", Hedge = null };
        var answer = new FallbackModel { Answer = new StaticAnswer { Body = "later" } };
        var model = TestGateway.ModelOf(main, second);
        return model with
        {
            Routes =
            [
                TestGateway.Route("main", "/narrow/*") with { Name = "narrow", Bulkhead = Bulkhead(), Tier = Tier.Critical },
                TestGateway.Route("main", "/fallback/*") with { Name = "fallback", Bulkhead = Bulkhead(), Fallbacks = [new FallbackModel { Service = "second" }, answer] },
                TestGateway.Route("main", "/cached/*") with
                {
                    Name = "cached",
                    Tier = Tier.Optional,
                    Bulkhead = Bulkhead(),
                    Cache = new CacheModel { StaleWhileRevalidate = TimeSpan.FromSeconds(5) },
                    Fallbacks = [new FallbackModel { Stale = TimeSpan.FromMinutes(1) }, new FallbackModel { Service = "second", Path = "/plain" }],
                },
                .. model.Routes,
            ],
        };
    }

    /// <summary>Other bulkheads, or none, or one where there was none.</summary>
    public SystemModel Change(SystemModel model) => model with
    {
        Services = [.. model.Services.Select(service => Below(2) == 0 ? service with { Bulkhead = BulkheadOrNone() } : service)],
        Routes = [.. model.Routes.Select(route => Below(2) == 0 ? route with { Bulkhead = BulkheadOrNone() } : route)],
    };

    public TimeSpan Patience() => Below(3) == 0 ? TimeSpan.FromMilliseconds(Below(25)) : TimeSpan.FromSeconds(20);

    public HttpCompletionOption Completion() => Below(2) == 0 ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead;

    public string Target() => Below(5) switch
    {
        0 => $"/narrow/{Below(100)}",
        1 => $"/fallback/{Below(100)}",
        2 or 3 => $"/cached/{Below(6)}",
        _ => "/second/x",
    };

    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Target());
        if (Below(5) == 0)
            (request.Method, request.Content) = (HttpMethod.Post, new ByteArrayContent(new byte[Below(2) == 0 ? 10 : 200_000]));
        if (Below(4) == 0)
            request.Headers.TryAddWithoutValidation("X-Request-Deadline", $"{Below(40)}ms");
        if (Below(4) == 0)
            request.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
        return request;
    }

    public async Task UpgradeAsync(ClientWebSocket socket, HttpMessageInvoker invoker, Uri url, CancellationToken cancel)
    {
        socket.Options.HttpVersion = Below(2) == 0 ? HttpVersion.Version11 : HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws", Path = Below(2) == 0 ? "/narrow/ws" : "/fallback/ws" }.Uri, invoker, cancel);
        Interlocked.Increment(ref _upgraded);
        await socket.SendAsync(new byte[3], WebSocketMessageType.Binary, true, cancel);
        if (Below(2) == 0)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
        else
            socket.Abort();
    }

    /// <summary>An instance, with every kind of end.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            while (await socket.ReceiveAsync(new byte[10], context.RequestAborted) is { MessageType: not WebSocketMessageType.Close })
            {
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            return;
        }

        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (Below(3) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(Below(12) == 0 ? 60 : Below(8)), TimeProvider.System, context.RequestAborted);
        var end = Below(14);
        if (end == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = end is > 0 and < 6 ? 503 : 200;
        context.Response.Headers.CacheControl = end is 6 ? "no-store" : "max-age=0";
        await context.Response.WriteAsync("half of it,");
        if (Below(6) == 0)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(Below(10)), TimeProvider.System, context.RequestAborted);
        }

        if (end == 7)
            context.Abort();
        else
            await context.Response.WriteAsync(new string('x', end == 8 ? 300_000 : 100));
    }

    private BulkheadModel? BulkheadOrNone() => Below(6) == 0 ? null : Bulkhead();

    private BulkheadModel Bulkhead() => new()
    {
        Adaptive = Below(2) == 0,
        MaxConcurrent = 1 + Below(MostPlaces),
        MinConcurrent = 1,
        MaxQueued = Below(8),
        QueueTimeout = TimeSpan.FromMilliseconds(1 + Below(30)),
    };
}
