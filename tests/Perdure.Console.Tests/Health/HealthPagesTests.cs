using System.Net;
using Perdure.Console.Nodes;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Health;

public sealed class HealthPagesTests
{
    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/healthz")]
    public async Task Page_passes_without_a_token(string path)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync("GET", path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ok\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Verbose_lists_every_check()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", "/readyz?verbose");

        Assert.Equal("[+]process ok\n[+]gateway ok\nreadyz check passed\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Node_that_drains_is_alive_and_not_ready()
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.HealthChecks[1] = new HealthCheck("gateway", false, "draining");

        using var live = await api.SendAsync("GET", "/livez?verbose");
        using var ready = await api.SendAsync("GET", "/readyz");
        using var alias = await api.SendAsync("GET", "/healthz");

        Assert.Equal("[+]process ok\nlivez check passed\n", await live.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, alias.StatusCode);
        Assert.Equal(
            "[+]process ok\n[-]gateway failed: draining\nreadyz check failed\n",
            await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Probe_by_any_host_name_is_answered()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", "/readyz", null, ("Host", "gateway-1.internal"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Check_that_is_only_advice_is_shown_and_fails_nothing()
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.HealthChecks.Add(new HealthCheck("store", false, "lost: no etcd answers", Advisory: true));

        using var plain = await api.SendAsync("GET", "/readyz");
        using var verbose = await api.SendAsync("GET", "/healthz?verbose");

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal("ok\n", await plain.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, verbose.StatusCode);
        Assert.Contains("[!]store lost: no etcd answers\n", await verbose.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
