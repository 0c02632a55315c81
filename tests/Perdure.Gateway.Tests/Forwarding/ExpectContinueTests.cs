using System.Text;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Forwarding;

public sealed class ExpectContinueTests
{
    private const string Request = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n";

    // How long an instance may keep a client waiting for it. The time that is held never comes.
    private static readonly TimeSpan ContinueLimit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Consent_of_the_instance_reaches_the_client()
    {
        await using var instance = new RawServer(async (stream, head, cancel) =>
        {
            Assert.Contains("\r\nExpect: 100-continue\r\n", head, StringComparison.Ordinal);
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancel);
            await AnswerBodyAsync(stream, cancel);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(TestGateway.ServiceOf(instance.Url)), time: new StoodTime(ContinueLimit));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(Request);
        await client.ReadUntilAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await client.SendAsync("body");

        Assert.Contains("\r\n\r\nbody", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_the_instance_comes_instead_of_a_consent()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(TestGateway.ServiceOf(instance.Url)), time: new StoodTime(ContinueLimit));

        var answer = await RawClient.ExchangeAsync(gateway.Address, Request);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nno", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instance_that_ignores_the_expectation_gets_the_body_all_the_same()
    {
        await using var instance = new RawServer((stream, _, cancel) => AnswerBodyAsync(stream, cancel));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(Request);
        await client.ReadUntilAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await client.SendAsync("body");

        Assert.Contains("\r\n\r\nbody", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 100000000", "")]
    [InlineData("Transfer-Encoding: chunked", "186a0\r\n")]
    public async Task Early_refusal_is_delivered_while_the_client_still_uploads(string framing, string prefix)
    {
        await using var instance = RawServer.Keeping(_ => "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n{prefix}{new string('x', 1000)}");

        Assert.StartsWith("HTTP/1.1 413 ", await client.ReadUntilAsync("\r\n\r\nno"), StringComparison.Ordinal);
        await Eventually.Async(() => gateway.Server.Services[0].Pool.Instances[0].InFlight == 0, "the attempt ended");
    }

    private static async Task AnswerBodyAsync(Stream stream, CancellationToken cancel)
    {
        var body = new byte[4];
        await stream.ReadExactlyAsync(body, cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{Encoding.ASCII.GetString(body)}"), cancel);
    }
}
