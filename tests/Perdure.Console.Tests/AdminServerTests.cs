using System.Net;
using System.Text;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Model;

namespace Perdure.Console.Tests;

public sealed class AdminServerTests
{
    [Theory]
    [InlineData("/livez")]
    [InlineData("/api/v1/status")]
    [InlineData("/nowhere")]
    public async Task Response_carries_the_security_headers(string path)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", path);

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Body_beyond_the_limit_is_refused()
    {
        await using var api = await AdminApi.StartAsync();
        using var body = new StringContent(new string('x', 2000), Encoding.UTF8, "text/plain");

        using var response = await api.SendAsync("POST", "/api/v1/services/catalog/instances/catalog-1/drain", body);

        await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        Assert.Empty(api.Node.Acts);
    }

    [Fact]
    public async Task Body_within_the_limit_is_ignored()
    {
        await using var api = await AdminApi.StartAsync();
        using var body = new StringContent("{}");

        using var response = await api.SendAsync("POST", "/api/v1/services/catalog/instances/catalog-1/drain", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(InstanceAction.Drain, Assert.Single(api.Node.Acts).Action);
    }

    [Fact]
    public async Task Address_that_is_taken_fails_the_start()
    {
        await using var first = await AdminApi.StartAsync();
        var admin = new AdminModel { Address = first.Server.Endpoint };
        await using var second = new AdminServer(admin, new FakeNode(), new RecordingLoggers());

        await Assert.ThrowsAsync<IOException>(() => second.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Framework_logs_nothing_through_the_server()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", "/api/v1/status");

        Assert.Empty(api.Loggers.Lines);
    }
}
