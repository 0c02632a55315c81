using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real node, Prometheus' own linter, and a real Prometheus that signs in and scrapes it.</summary>
public sealed class MetricsTests
{
    private const string Reader = "a-token-of-a-scraper";
    private const string Route = "perdure_route_requests_total{outcome=\"failed\",perdure_route=\"all\"}";

    [PrometheusFact]
    public async Task Prometheus_scrapes_a_node_with_a_readers_token_and_its_linter_finds_nothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", $$"""
            system: shop
            node: { id: gateway-1 }
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            admin:
              address: "127.0.0.1:0"
              tokens:
                - { name: prometheus, role: reader, token: {{Reader}} }
            services:
              shop:
                instances:
                  - { id: shop-1, url: "http://127.0.0.1:1" }
                bulkhead: { maxConcurrent: 10 }
            queues:
              mail: {}
            routes:
              - { name: all, match: { path: /* }, service: shop, objective: { availability: 99% } }
            alerts:
              - { alert: Failing, expr: { signal: error-ratio, route: all, above: 10%, over: 5s }, keepFiringFor: 0s, labels: { team: core } }

            """);
        await using var node = await RunningNode.StartAsync(folder, Reader, "--drain-grace", "0");
        using (var answer = await node.GetAsync("/"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);

        using (var stranger = new HttpClient(new SocketsHttpHandler { UseProxy = false }))
        using (var refused = await stranger.GetAsync(new Uri(node.Admin, "/metrics")))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("", await LintAsync(await TextAsync(node)));
        var rules = await Executable.RunAsync(folder.Path, "rules", "export", "perdure.yaml");
        Assert.True(rules.ExitCode == 0, rules.Error);
        folder.Write("perdure-rules.yml", rules.Output);
        await ScrapeAsync(node, folder);
    }

    private static async Task<string> TextAsync(RunningNode node)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Reader);
        using var answer = await client.GetAsync(new Uri(node.Admin, "/metrics"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> LintAsync(string metrics)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(metrics);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return promtool.ExitCode == 0 ? said : $"{promtool.ExitCode}: {said}";
    }

    private static async Task ScrapeAsync(RunningNode node, TemporaryFolder folder)
    {
        var port = FreePorts.Take(1).Single();
        folder.Write("token", Reader);
        folder.Write("prometheus.yml", $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: [perdure-rules.yml]
            scrape_configs:
              - job_name: perdure
                authorization: { credentials_file: token }
                static_configs:
                  - targets: ["{{node.Admin.Authority}}"]

            """);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        string[] args = ["--config.file=prometheus.yml", "--storage.tsdb.path=tsdb", $"--web.listen-address={address}", "--log.level=warn"];
        await using var prometheus = new RunningProcess(Executable.Command("prometheus", folder.Path, args));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.TrueAsync(async () => await AskAsync(client, address, Route) is not null, "Prometheus has scraped the node");

        await IsAsync(client, address, Route, "1");
        await IsAsync(client, address, "up{job=\"perdure\"}", "1");
        await IsAsync(client, address, "perdure_store_up", "1");
        await IsAsync(client, address, "perdure_queue_jobs{queue=\"mail\",state=\"pending\"}", "0");
        await IsAsync(client, address, "http_server_request_duration_seconds_count{outcome=\"failed\"}", "1");
        await IsAsync(client, address, "perdure_slo_objective_ratio{slo=\"availability\"}", "0.99");
        await FireAsync(node, client, address);
    }

    // The exported rules: all of them load and can be evaluated, and one that the node fires is fired by Prometheus too.
    private static async Task FireAsync(RunningNode node, HttpClient client, string address)
    {
        const string Fires = "ALERTS{alertname=\"Failing\", alertstate=\"firing\", route=\"all\", severity=\"warning\", system=\"shop\", team=\"core\"}";
        await Eventually.TrueAsync(
            async () =>
            {
                (await node.GetAsync("/")).Dispose();
                return await AskAsync(client, address, Fires) == "1";
            },
            "Prometheus fires by the exported rule");
        var groups = JsonElement.Parse(await client.GetStringAsync(new Uri($"http://{address}/api/v1/rules"))).GetProperty("data").GetProperty("groups").EnumerateArray().ToList();
        var rules = groups.SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToList();
        Assert.Contains(rules, rule => rule.GetProperty("name").GetString() == "PerdureBudgetBurnFast");
        Assert.All(rules, rule => Assert.NotEqual("err", rule.GetProperty("health").GetString()));
    }

    // A scrape that was late makes a gap, in which there is no value; the next one ends it.
    private static Task IsAsync(HttpClient client, string address, string query, string value) =>
        Eventually.TrueAsync(async () => await AskAsync(client, address, query) == value, $"{query} is {value}");

    // The value of the only series, or null while there is none or Prometheus does not answer yet.
    private static async Task<string?> AskAsync(HttpClient client, string address, string query)
    {
        try
        {
            var text = await client.GetStringAsync(new Uri($"http://{address}/api/v1/query?query={Uri.EscapeDataString(query)}"));
            var result = JsonElement.Parse(text).GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 1 ? result[0].GetProperty("value")[1].GetString() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
