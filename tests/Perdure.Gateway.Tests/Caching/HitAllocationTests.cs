using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

public sealed class HitAllocationTests
{
    [Fact]
    public async Task Hit_allocates_nothing()
    {
        var core = new GatewayCore(new GatewayOptions { Time = new StoodClock() }, NullLogger.Instance);
        var cache = new RouteCache(1, "s", new CacheModel(), core.Cache, "node-1", null);
        var stage = new CacheStage(cache, new RouteRuntime("r", new RouteCounters(), null) { Cache = cache }, core.Detached, TimeProvider.System, new End());
        var exchange = Exchange(core);
        Assert.Equal(200, (await stage.RunAsync(exchange)).Status);
        Assert.Equal(1, core.Cache.Snapshot.Answers);
        Run(2_000);

        Assert.Equal(0, Allocations.LeastOf(() => Run(1_000)));

        void Run(int times)
        {
            for (; times > 0; times--)
            {
                exchange.Response.Headers.Clear();
                var running = stage.RunAsync(exchange);
                Assert.True(running.IsCompletedSuccessfully && running.Result.Status == 200);
            }
        }
    }

    private static Exchange Exchange(GatewayCore core)
    {
        var features = new FeatureCollection();
        var request = new HttpRequestFeature { Method = "GET", Protocol = "HTTP/1.1" };
        request.Headers.Host = "shop.example";
        request.Headers.Accept = "*/*";
        request.Headers.AcceptLanguage = "de";
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new DroppedBody());
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        var exchange = core.NewExchange();
        exchange.Begin(features);
        exchange.Client = IPAddress.Loopback;
        exchange.Forwarded = new ForwardedValues("::1", "http", "shop.example", "for=x") { IsOwn = true };
        exchange.Target = "/page?a=1";
        exchange.Body.Begin(null, false, null);
        return exchange;
    }

    private sealed class End : Stage
    {
        public override ValueTask<Outcome> RunAsync(Exchange exchange)
        {
            var headers = exchange.Response.Headers;
            exchange.Response.StatusCode = 200;
            headers.CacheControl = "max-age=60";
            headers.Vary = "Accept-Language";
            headers.ETag = "\"1\"";
            headers.ContentType = "text/plain";
            var writer = exchange.ResponseBody.Writer;
            "the page"u8.CopyTo(writer.GetSpan(8));
            writer.Advance(8);
            return new(Outcome.Answered(200));
        }
    }

    // The texts of a hit are made once a second; here the second lasts.
    private sealed class StoodClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
