using System.Net;
using System.Text.Json;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Api;

public sealed class StatusApiTests
{
    [Fact]
    public async Task Status_shows_the_node_its_plan_and_its_last_reload()
    {
        await using var api = await AdminApi.StartAsync();

        var status = await api.GetJsonAsync("/api/v1/status");

        Assert.Equal(
            ["node", "system", "state", "version", "startedAt", "plan", "lastReload", "listeners", "coordination", "durability", "alerts", "objectives", "totals", "tiers", "tierHeaders", "guard", "cache", "routes"],
            Names(status));
        Assert.Equal(["version", "loadedAt", "file"], Names(status.GetProperty("plan")));
        var reload = status.GetProperty("lastReload");
        Assert.False(reload.GetProperty("ok").GetBoolean());
        Assert.Equal("2026-03-01T12:00:00+00:00", reload.GetProperty("at").GetString());
        Assert.Equal(["file", "line", "column", "path", "message"], Names(reload.GetProperty("errors")[0]));
        Assert.Equal("127.0.0.1:8080", status.GetProperty("listeners")[0].GetProperty("address").GetString());
        Assert.Equal(9, status.GetProperty("totals").GetProperty("good").GetInt64());
    }

    [Fact]
    public async Task Status_shows_what_gives_way()
    {
        await using var api = await AdminApi.StartAsync();

        var status = await api.GetJsonAsync("/api/v1/status");

        Assert.Equal(["tier", "requests", "shed"], Names(status.GetProperty("tiers")[2]));
        Assert.Equal(3, status.GetProperty("tierHeaders").GetProperty("ignored").GetInt64());
        Assert.Equal(
            ["shedding", "level", "cpu", "lagMs", "cpuLimit", "cpus", "memory", "memoryLimit", "memoryBytesMax", "shed"], Names(status.GetProperty("guard")));
        Assert.Equal(["answers", "bytes", "bytesMax", "evicted"], Names(status.GetProperty("cache")));
        var route = status.GetProperty("routes")[0];
        Assert.Equal(
            ["name", "service", "tier", "flag", "limited", "flaggedOff", "fallbacks", "staleServed", "idempotency", "bulkhead", "cache", "defer"], Names(route));
        Assert.Equal(
            ["hits", "misses", "refreshing", "revalidated", "shared", "passed", "stored"], Names(route.GetProperty("cache")));
    }

    [Fact]
    public async Task Bulkhead_is_shown_with_its_service()
    {
        await using var api = await AdminApi.StartAsync();

        var bulkhead = (await api.GetJsonAsync("/api/v1/services/catalog")).GetProperty("bulkhead");

        Assert.Equal(
            [
                "limit", "adaptive", "inFlight", "queued", "baselineMs", "entered", "waited", "meanWaitMs", "shed", "shedByTier", "shedByReason",
            ],
            Names(bulkhead));
        Assert.Equal(7, bulkhead.GetProperty("shedByTier").GetProperty("optional").GetInt64());
    }

    [Fact]
    public async Task Services_have_exactly_the_promised_members()
    {
        await using var api = await AdminApi.StartAsync();

        var list = await api.GetJsonAsync("/api/v1/services");

        Assert.Equal(["services"], Names(list));
        var service = list.GetProperty("services")[0];
        Assert.Equal(
            [
                "name", "protocol", "balancing", "panic", "requests", "good", "failed", "degraded", "heldBack", "shed", "tooLate", "retries",
                "retryBudgetLeft", "hedges", "hedgesWon", "poison", "poisonRefused", "bulkhead", "instances",
            ],
            Names(service));
        var instance = service.GetProperty("instances")[1];
        Assert.Equal(
            [
                "id", "zone", "url", "state", "since", "why", "standby", "weight", "effectiveWeight", "breaker", "inFlight",
                "requestsPerSecond", "errorRatio", "p50Ms", "p99Ms", "ejections", "checkPassing", "process",
            ],
            Names(instance));
        Assert.Equal(["state", "mode", "since"], Names(instance.GetProperty("breaker")));
        Assert.Equal(["state", "pid", "restarts", "lastExit", "since"], Names(instance.GetProperty("process")));
        Assert.Equal(JsonValueKind.Null, service.GetProperty("instances")[0].GetProperty("process").ValueKind);
    }

    [Fact]
    public async Task Service_alone_is_as_in_the_list()
    {
        await using var api = await AdminApi.StartAsync();

        var alone = await api.GetJsonAsync("/api/v1/services/payments");
        var list = await api.GetJsonAsync("/api/v1/services");

        Assert.True(JsonElement.DeepEquals(list.GetProperty("services")[1], alone));
    }

    [Fact]
    public async Task Service_misspelt_is_not_found_and_the_nearest_is_named()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", "/api/v1/services/catalgo");

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.UnknownService);
        Assert.Contains("Did you mean \"catalog\"?", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_unknown_is_not_found_and_the_pages_are_named()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", "/api/v2/status");

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.NotFound);
        Assert.Contains("/api/v1/status", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/status", "GET, HEAD")]
    [InlineData("DELETE", "/api/v1/services", "GET, HEAD")]
    [InlineData("GET", "/api/v1/services/catalog/instances/catalog-1/drain", "POST")]
    [InlineData("POST", "/livez", "GET, HEAD")]
    public async Task Method_that_a_page_does_not_take_is_refused_with_those_it_takes(string method, string path, string allowed)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync(method, path);

        await ProblemAssert.IsAsync(response, HttpStatusCode.MethodNotAllowed, ProblemTypes.MethodNotAllowed);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order()));
    }

    [Fact]
    public async Task Head_answers_without_a_body()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("HEAD", "/api/v1/status");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Defect_is_answered_as_a_problem_and_logged()
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.Defect = new InvalidOperationException("the details");

        using var response = await api.SendAsync("GET", "/api/v1/status");

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.InternalServerError, ProblemTypes.Internal);
        Assert.DoesNotContain("the details", detail, StringComparison.Ordinal);
        Assert.Contains(api.Loggers.Lines, line => line.Contains("the details", StringComparison.Ordinal));
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
