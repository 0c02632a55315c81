using System.Net;
using System.Net.Sockets;

namespace Perdure.Load.Tests;

public sealed class HttpSenderTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", null)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", null)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", HttpSender.Truncated)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", HttpSender.Truncated)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "status 503")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "status 302")]
    [InlineData("", "connection closed without an answer")]
    [InlineData("nonsense\r\n\r\n", "invalid answer")]
    public async Task Answer_is_good_only_when_it_is_a_success_and_complete(string answer, string? reason)
    {
        await using var server = new RawServer(answer);
        using var sender = Sender(server.Uri, Long);
        Assert.Equal(new LoadOutcome(reason is null, reason), await sender.SendAsync(default, CancellationToken.None));
    }

    [Fact]
    public async Task Server_without_an_answer_times_out()
    {
        await using var server = new RawServer(null);
        using var sender = Sender(server.Uri, TimeSpan.FromMilliseconds(50));
        Assert.Equal(LoadOutcome.Failure(HttpSender.TimedOut), await sender.SendAsync(default, CancellationToken.None));
    }

    [Fact]
    public async Task Refused_connection_is_its_own_reason()
    {
        // The port is taken, so that nobody else listens there, and nobody does.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = Sender(new Uri($"http://{taken.LocalEndPoint}/"), Long);
        Assert.Equal(LoadOutcome.Failure("connection refused"), await sender.SendAsync(default, CancellationToken.None));
    }

    [Fact]
    public async Task Cancelling_is_no_outcome()
    {
        await using var server = new RawServer(null);
        using var sender = Sender(server.Uri, Long);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sender.SendAsync(default, cancel.Token));
    }

    private static HttpSender Sender(Uri uri, TimeSpan timeout) =>
        new(TimeProvider.System, new HttpSenderOptions { Timeout = timeout }, _ => new HttpRequestMessage(HttpMethod.Get, uri));
}
