using System.Net;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Degradation;

/// <summary>What is still served when everything behind the node has been killed: real processes, SIGKILL, no health checks to help.</summary>
[Collection(Alone.Name)]
public sealed class DeadServicesTests(ITestOutputHelper output)
{
    /// <summary>What a fallback may take on a machine that does other things, too; the median is told. An attempt may take 30 s, so nobody waits for one.</summary>
    private const double QuickMs = 250;

    private const string Page = "/catalog/items/7";
    private const string Optional = "/slow/1";
    private const string Other = "/payments/ledger";

    [Fact]
    public Task Cached_page_and_fallback_outlive_every_instance_and_nothing_else_suffers() => Rig.PlayAsync(
        output,
        4,
        async rig =>
        {
            foreach (var path in new[] { Page, Optional, Other })
            {
                var answer = await Ask(rig, path);
                Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Proxy));
            }

            // Both instances of the catalog and the one of the recommendations die; payments live.
            await Task.WhenAll(rig.Instances[..3].Select(instance => instance.KillAsync()));
            await Eventually.TrueAsync(async () => (await Ask(rig, Page)).Proxy.Contains("details=\"stale\"", StringComparison.Ordinal), "the page is stale");
            await Played(rig, 200, alive: true);

            // And now everything is dead.
            await rig.Instances[3].KillAsync();
            await Played(rig, 100, alive: false);
        },
        SystemFile);

    private static string SystemFile(Rig rig)
    {
        string Instance(int at) => $"{{ id: {rig.Instances[at].Id}, url: \"{rig.Instances[at].Url}\" }}";
        const string TimeOuts = "timeouts: { connect: 30s, attempt: 30s, request: 60s }";
        return $$"""
            system: shop
            node: { id: gateway-1 }
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            admin: { address: "127.0.0.1:0" }
            services:
              catalog:
                {{TimeOuts}}
                instances: [ {{Instance(0)}}, {{Instance(1)}} ]
              recommendations:
                {{TimeOuts}}
                instances: [ {{Instance(2)}} ]
              payments:
                {{TimeOuts}}
                instances: [ {{Instance(3)}} ]
            routes:
              - { name: catalog, match: { path: /catalog/* }, service: catalog, cache: { ttl: 1s } }
              - name: recommendations
                match: { path: /slow/* }
                service: recommendations
                tier: optional
                fallback:
                  - { status: 200, contentType: application/json, body: "[]" }
              - { name: payments, match: { path: /payments/* }, service: payments }

            """;
    }

    private static async Task Played(Rig rig, int rounds, bool alive)
    {
        var fallbacks = new List<double>();
        var pages = new List<double>();
        var time = TimeProvider.System;
        for (var round = 0; round < rounds; round++)
        {
            var began = time.GetTimestamp();
            var page = await Ask(rig, Page);
            pages.Add(time.GetElapsedTime(began).TotalMilliseconds);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains("price", page.Body, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("details=\"stale\"", page.Proxy, StringComparison.Ordinal);
            Assert.Contains("detail=stale-if-error", page.Cache, StringComparison.Ordinal);

            began = time.GetTimestamp();
            var optional = await Ask(rig, Optional);
            fallbacks.Add(time.GetElapsedTime(began).TotalMilliseconds);
            Assert.Equal((HttpStatusCode.OK, "[]"), (optional.Status, optional.Body));
            Assert.Contains("details=\"fallback\"", optional.Proxy, StringComparison.Ordinal);

            var payments = await Ask(rig, Other);
            Assert.Equal(alive ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, payments.Status);
        }

        fallbacks.Sort();
        pages.Sort();
        rig.Tell($"{rounds} rounds, payments {(alive ? "alive" : "dead")}: stale page {pages[rounds / 2]:0.00} ms, fallback {fallbacks[rounds / 2]:0.00} ms at the median");
        Assert.InRange(fallbacks[rounds / 2], 0, QuickMs);
        Assert.InRange(pages[rounds / 2], 0, QuickMs);
    }

    private static async Task<(HttpStatusCode Status, string Body, string Proxy, string Cache)> Ask(Rig rig, string path)
    {
        using var response = await rig.Node.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), Header(response, "Proxy-Status"), Header(response, "Cache-Status"));
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
