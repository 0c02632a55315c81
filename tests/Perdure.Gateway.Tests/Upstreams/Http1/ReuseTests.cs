using System.Net;
using System.Text;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Upstreams.Http1;

/// <summary>When a connection to an instance carries another request, and when it must not.</summary>
public sealed class ReuseTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

    [Fact]
    public async Task Connection_is_kept_for_the_next_request()
    {
        await using var instance = RawServer.Keeping(_ => Good);

        await AskTwiceAsync(instance, "good", "good");

        Assert.Equal(1, instance.Connections);
    }

    [Theory]
    [InlineData("an answer too many", Good + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")]
    [InlineData("bytes too many", Good + "x")]
    [InlineData("bytes behind chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")]
    [InlineData("Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngood")]
    [InlineData("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\ngood")]
    [InlineData("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n")]
    public async Task Connection_is_not_kept_after(string what, string answer)
    {
        await using var instance = RawServer.Keeping(_ => answer);

        await AskTwiceAsync(instance, "good", "good");

        Assert.True(instance.Connections == 2, what);
    }

    [Fact]
    public async Task Connection_is_not_kept_after_a_204_that_announces_a_body()
    {
        await using var instance = RawServer.Keeping(_ => "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n");

        await AskTwiceAsync(instance, "", "");

        Assert.Equal(2, instance.Connections);
    }

    [Fact]
    public async Task Connections_that_the_instance_closes_without_a_word_fail_no_get()
    {
        await using var instance = RawServer.Answering(Good);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client();

        for (var at = 0; at < 5; at++)
            Assert.Equal("good", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Refused_expectation_whose_body_was_never_sent_ends_the_connection()
    {
        await using var instance = RawServer.Keeping(head =>
            head.StartsWith("POST", StringComparison.Ordinal) ? "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n" : Good);
        // However late the refusal comes, the body is not sent instead.
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.ModelOf(TestGateway.ServiceOf(instance.Url)), time: new StoodTime(TimeSpan.FromSeconds(1)));
        using (var raw = await RawClient.ConnectAsync(gateway.Address))
        {
            await raw.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
            var answer = await raw.ReadUntilAsync("\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 417 ", answer, StringComparison.Ordinal);
        }

        using var client = gateway.Client();

        Assert.Equal("good", await client.GetStringAsync("/"));
        Assert.Equal(2, instance.Connections);
    }

    [Fact]
    public async Task Small_answer_that_comes_byte_by_byte_is_whole()
    {
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            foreach (var one in Encoding.ASCII.GetBytes("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Good))
            {
                await stream.WriteAsync(new[] { one }, cancel);
                await Task.Yield();
            }
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client();

        Assert.Equal("good", await client.GetStringAsync("/"));
    }

    private static async Task AskTwiceAsync(RawServer instance, params string[] expected)
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client();
        foreach (var body in expected)
        {
            using var response = await client.GetAsync("/");
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent);
            Assert.Equal(body, await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(0, gateway.Server.Services[0].Pool.Instances[0].InFlight);
    }
}
