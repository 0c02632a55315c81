using System.Net;
using System.Text.Json;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Failures;

/// <summary>What a client sees when nothing can serve it.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task No_instance_reachable_is_a_503_with_everything_a_client_needs()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(RawServer.Nobody(), RawServer.Nobody()));
        using var client = gateway.Client();

        using var response = await client.PostAsync("/x", new StringContent("never sent"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("node-1; error=destination_unavailable; details=\"connection_refused\"", response.Headers.GetValues("Proxy-Status").Single());
        Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("urn:perdure:problem:service-unavailable", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal("main", problem.RootElement.GetProperty("service").GetString());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), problem.RootElement.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Hanging_instance_is_a_504()
    {
        // What is over before it is sent is another failure; then the next one has more time.
        var sent = 0;
        for (var attemptMs = 50; sent == 0; attemptMs *= 4)
        {
            await using var hanging = new RawServer((_, _, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel));
            await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(hanging.Url) with
            {
                Timeouts = TestGateway.Patient with { Attempt = TimeSpan.FromMilliseconds(attemptMs) },
                Retry = new RetryModel { Attempts = 1 },
            });
            using var client = gateway.Client();

            using var response = await client.GetAsync("/");

            sent = hanging.Requests;
            if (sent == 0)
                continue;
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Contains("http_response_timeout", response.Headers.GetValues("Proxy-Status").Single(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "connection_terminated")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "http_protocol_error")]
    [InlineData("HTTP/1.1 200 OK\r\nbroken header\r\n\r\n", "http_protocol_error")]
    public async Task Instance_that_breaks_the_protocol_is_a_502(string bytes, string error)
    {
        await using var broken = RawServer.Answering(bytes);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(broken.Url));
        using var client = gateway.Client();

        using var response = await client.PostAsync("/", new StringContent("x"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains(error, response.Headers.GetValues("Proxy-Status").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    public async Task Answer_cut_short_by_the_instance_is_cut_short_to_the_client(string bytes)
    {
        await using var broken = RawServer.Answering(bytes);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(broken.Url));
        using var client = gateway.Client();
        using var over2 = gateway.Client(HttpVersion.Version20);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/"));
        await Assert.ThrowsAsync<HttpRequestException>(() => over2.GetStringAsync("/"));
    }

    [Fact]
    public async Task Unknown_route_is_a_404_of_the_gateway()
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(RawServer.Nobody()));
        await using var gateway = await TestGateway.StartAsync(model with { Routes = [TestGateway.Route("main", "/known/*")] });
        using var client = gateway.Client();

        using var response = await client.GetAsync("/unknown");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("destination_not_found", response.Headers.GetValues("Proxy-Status").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_client_gets_its_own_kind_of_status()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(RawServer.Nobody()));
        using var client = gateway.Client(HttpVersion.Version20);
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using var response = await client.PostAsync("/s/m", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("14", response.Headers.GetValues("grpc-status").Single());
    }
}
