using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

/// <summary>
/// Hits, shared fetches, refreshes, failures, changes and impatient clients at once, while the plan is reloaded: nobody gets another's answer, and
/// nothing is left over.
/// </summary>
public sealed class CacheChaosTests
{
    private const int Clients = 16;
    private const int RequestsEach = 40;

    [Theory]
    [InlineData(1, HttpProtocols.Http1, UpstreamProtocol.Http1, "1.1")]
    [InlineData(2, HttpProtocols.Http2, UpstreamProtocol.Http2, "1.1")]
    [InlineData(3, HttpProtocols.Http1, UpstreamProtocol.Http1, "2.0")]
    public async Task Nobody_gets_anothers_answer_and_nothing_is_left_over(int seed, HttpProtocols spoken, UpstreamProtocol protocol, string version)
    {
        var faults = new Faults(seed);
        await using var one = await TestBackend.StartAsync(faults.ServeAsync, spoken);
        await using var other = await TestBackend.StartAsync(faults.ServeAsync, spoken);
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(one.Url, other.Url) with
        {
            Protocol = protocol,
            CircuitBreaker = new CircuitBreakerModel { Enabled = false },
            OutlierDetection = new OutlierDetectionModel { Enabled = false },
            Hedge = new HedgeModel { After = TimeSpan.FromMilliseconds(3), Budget = 0.5 },
            Bulkhead = new BulkheadModel { MaxConcurrent = 8, QueueTimeout = TimeSpan.FromMinutes(1) },
        });
        model = model with
        {
            Cache = new CacheStoreModel { MaxMemory = 200_000 },
            Routes = [model.Routes[0] with { Cache = new CacheModel { MaxBody = 20_000, StaleWhileRevalidate = TimeSpan.FromMinutes(1) }, Fallbacks = [new FallbackModel { Stale = TimeSpan.FromHours(1) }] }],
        };
        await using var gateway = await TestGateway.StartAsync(model);
        using var client = gateway.Client(Version.Parse(version));
        var (good, wrong) = (0, new ConcurrentBag<string>());

        var asking = Task.WhenAll(Enumerable.Range(0, Clients).Select(AskAsync));
        while (!asking.IsCompleted)
        {
            await gateway.Server.ReloadAsync(model, CancellationToken.None);
            await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        await asking;
        Assert.True(wrong.IsEmpty, $"seed {seed}: {string.Join("; ", wrong.Take(5))}");
        Assert.True(good > Clients * RequestsEach / 2, $"seed {seed}: {good} good answers");
        var cache = gateway.Server.Routes[0].Counters.Cache;
        Assert.True(cache.Hits > 0 && cache.Stored > 0, $"seed {seed}: {cache.Hits} hits, {cache.Stored} stored");
        var route = gateway.Server.Routes[0];
        // A request whose client has left right after sending it may only now begin.
        await Eventually.Async(
            () => gateway.Server.InFlight == 0
                && gateway.Server.Services[0].Pool.Instances.All(instance => instance.InFlight == 0)
                && (route.Cache!.Flights.Count, route.Cache.Store.Captured, gateway.Server.Services[0].Bulkhead!.Bulkhead.InFlight) == (0, 0L, 0),
            $"seed {seed}: nothing is in flight, and nothing is held");
        Assert.InRange(gateway.Server.Cache.Bytes, 0, 200_000);

        async Task AskAsync(int number)
        {
            for (var at = 0; at < RequestsEach; at++)
            {
                var user = $"user{number % 4}";
                var path = faults.Path();
                using var impatient = new CancellationTokenSource(faults.Chance(0.1) ? TimeSpan.FromMilliseconds(5) : Timeout.InfiniteTimeSpan);
                using var request = new HttpRequestMessage(faults.Chance(0.05) ? HttpMethod.Post : faults.Chance(0.1) ? HttpMethod.Head : HttpMethod.Get, path);
                var german = faults.Chance(0.5);
                request.Headers.TryAddWithoutValidation("Cookie", user);
                request.Headers.TryAddWithoutValidation("Accept-Language", german ? "de" : "en");
                if (faults.Chance(0.2))
                    request.Headers.TryAddWithoutValidation("If-None-Match", "\"de\"");
                if (faults.Chance(0.1))
                    request.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
                try
                {
                    using var response = await client.SendAsync(request, impatient.Token);
                    var body = await response.Content.ReadAsStringAsync(impatient.Token);
                    var expected = Faults.AnswerTo(path, user, german ? "de" : "en");
                    if (response.StatusCode == HttpStatusCode.OK && body == (request.Method == HttpMethod.Head ? "" : expected))
                        Interlocked.Increment(ref good);
                    else if (response.StatusCode < HttpStatusCode.InternalServerError && !(response.StatusCode == HttpStatusCode.NotModified && IsGermanKnown(request, path, german)))
                        wrong.Add($"{request.Method} {path} {user}: {(int)response.StatusCode} {body[..Math.Min(60, body.Length)]}, not {expected[..Math.Min(60, expected.Length)]}");
                }
                catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
                {
                    // The client's own haste, or an answer that broke off half-way and was cut.
                }
            }
        }
    }

    private static bool IsGermanKnown(HttpRequestMessage request, string path, bool german) =>
        german && request.Headers.IfNoneMatch.Count > 0 && path.StartsWith("/public", StringComparison.Ordinal);

    private sealed class Faults(int seed)
    {
        private readonly Random _random = new(seed);

        // A private answer names its user; one for all names the language that it depends on.
        public static string AnswerTo(string path, string user, string language) => path.StartsWith("/private", StringComparison.Ordinal)
            ? $"{path} of {user}"
            : string.Concat(Enumerable.Repeat($"{path} in {language} ", path.Contains("/long", StringComparison.Ordinal) ? 2_000 : path.Contains("/huge", StringComparison.Ordinal) ? 4_000 : 1));

        public bool Chance(double part)
        {
            lock (_random)
                return _random.NextDouble() < part;
        }

        public string Path()
        {
            lock (_random)
                return $"/{(_random.Next(4) == 0 ? "private" : "public")}/{_random.Next(10) switch { 0 => "huge", 1 or 2 => "long", _ => "short" }}/{_random.Next(6)}";
        }

        public async Task ServeAsync(HttpContext context)
        {
            var path = context.Request.Path.Value!;
            var language = context.Request.Headers.AcceptLanguage.ToString();
            if (Chance(0.4))
                await Task.Delay(TimeSpan.FromMilliseconds(Chance(0.5) ? 2 : 12), TimeProvider.System);
            if (Chance(0.05))
            {
                context.Abort();
                return;
            }

            if (Chance(0.1))
            {
                context.Response.StatusCode = 500;
                return;
            }

            var isPrivate = path.StartsWith("/private", StringComparison.Ordinal);
            context.Response.Headers.CacheControl = isPrivate ? "private, max-age=60" : "max-age=60";
            if (!isPrivate)
            {
                context.Response.Headers.Vary = "Accept-Language";
                context.Response.Headers.ETag = $"\"{language}\"";
                context.Response.Headers.Age = Chance(0.5) ? "100" : "0";
            }

            if (!isPrivate && context.Request.Headers.IfNoneMatch == $"\"{language}\"")
            {
                context.Response.StatusCode = 304;
                return;
            }

            var answer = AnswerTo(path, context.Request.Headers.Cookie.ToString(), language);
            if (Chance(0.5))
                context.Response.ContentLength = answer.Length;
            if (context.Request.Method == "HEAD")
                return;
            await context.Response.WriteAsync(answer[..2]);
            if (Chance(0.1))
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            if (Chance(0.02))
                context.Abort();
            else
                await context.Response.WriteAsync(answer[2..]);
        }
    }
}
