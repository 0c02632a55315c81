using System.Globalization;
using System.Net;
using System.Text;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Forwarding;

/// <summary>Which headers pass, which stop, which are set; seen as bytes on both sides.</summary>
public sealed class HeaderTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    // The server itself forgets what stands beside keep-alive, close or upgrade, so such names cannot be honoured.
    [Theory]
    [InlineData("X-Named")]
    [InlineData("x-other, X-NAMED")]
    public async Task Headers_of_one_hop_do_not_reach_the_instance(string connection)
    {
        var head = await ForwardAsync($"Connection: {connection}\r\nX-Named: a\r\nKeep-Alive: b\r\nProxy-Connection: c\r\nProxy-Authorization: d\r\nTE: gzip\r\nX-Kept: e\r\n");

        Assert.Contains("\r\nX-Kept: e\r\n", head, StringComparison.Ordinal);
        foreach (var name in (string[])["Connection", "X-Named", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE"])
            Assert.DoesNotContain($"\r\n{name}:", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Headers_of_one_hop_do_not_reach_the_client()
    {
        await using var instance = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nConnection: close, X-Named\r\nX-Named: a\r\nKeep-Alive: b\r\nProxy-Authenticate: c\r\nX-Kept: d\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var answer = await client.ReadUntilAsync("\r\n\r\n");

        Assert.Contains("\r\nX-Kept: d\r\n", answer, StringComparison.Ordinal);
        foreach (var name in (string[])["Connection", "X-Named", "Keep-Alive", "Proxy-Authenticate"])
            Assert.DoesNotContain($"\r\n{name}:", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Values_pass_byte_by_byte_and_line_by_line()
    {
        var head = await ForwardAsync("X-Latin: \xe9\xff\r\nX-Two: a\r\nX-Two: b, c\r\nCookie: x=1\r\nX-Empty:\r\n");

        Assert.Contains("\r\nX-Latin: \xe9\xff\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Two: a\r\nX-Two: b, c\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Empty: \r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nHost: shop.example:81\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_lines_stay_separate_and_keep_their_bytes()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 299 Fine \xfc\r\nSet-Cookie: a=1\r\nSet-Cookie: b=\xe9\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 299 Fine", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=\xe9\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_an_untrusted_client_about_itself_are_replaced()
    {
        var head = await ForwardAsync("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: for=1.2.3.4\r\nX-Request-Id: evil\r\n");

        Assert.Contains("\r\nX-Forwarded-For: 127.0.0.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Proto: http\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Host: shop.example:81\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nForwarded: for=127.0.0.1;host=\"shop.example:81\";proto=http\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", head, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3.4", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_a_trusted_proxy_are_kept_and_added_to()
    {
        var head = await ForwardAsync("X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: outer\r\nForwarded: for=1.2.3.4\r\nX-Request-Id: given\r\n", trust: true);

        Assert.Contains("\r\nX-Forwarded-For: 6.6.6.6, 1.2.3.4, 127.0.0.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Proto: https\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Host: outer\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nForwarded: for=1.2.3.4, for=127.0.0.1;", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: given\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheme_of_a_trusted_proxy_counts_without_an_address()
    {
        var head = await ForwardAsync("X-Forwarded-Proto: https\r\n", trust: true);

        Assert.Contains("\r\nX-Forwarded-For: 127.0.0.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Proto: https\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_is_the_nearer_one_and_shrinks()
    {
        var head = await ForwardAsync("X-Request-Deadline: 90000ms\r\n");
        var far = await ForwardAsync("X-Request-Deadline: 999999ms\r\n");

        Assert.InRange(DeadlineOf(head), 1, 90_000);
        Assert.InRange(DeadlineOf(far), 90_001, 120_000);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PROPFIND")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    public async Task Method_passes(string method)
    {
        Assert.StartsWith($"{method} /a%2Fb?c=d&e HTTP/1.1\r\n", await ForwardAsync("", $"{method} /a%2Fb?c=d&e"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Absolute_form_is_forwarded_in_origin_form()
    {
        Assert.StartsWith("GET /x%41?y HTTP/1.1\r\n", await ForwardAsync("", "GET http://shop.example:81/x%41?y"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Cookie_crumbs_and_host_of_both_versions_arrive_alike(int version)
    {
        var heads = new List<string>();
        await using var instance = Recording(heads);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client(version == 1 ? HttpVersion.Version11 : HttpVersion.Version20);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "shop.example";
        request.Headers.Add("X-Seen", "yes");

        using var response = await client.SendAsync(request);

        Assert.Contains("\r\nHost: shop.example\r\n", heads[0], StringComparison.Ordinal);
        Assert.Contains("\r\nx-seen: yes\r\n", heads[0], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\r\n:", heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coding_in_a_request_of_http_1_0_is_not_forwarded()
    {
        var heads = new List<string>();
        await using var instance = Recording(heads);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Empty(heads);
    }

    private static int DeadlineOf(string head)
    {
        var line = head.Split("\r\n").Single(line => line.StartsWith("X-Request-Deadline: ", StringComparison.Ordinal));
        return int.Parse(line["X-Request-Deadline: ".Length..^2], CultureInfo.InvariantCulture);
    }

    private static RawServer Recording(List<string> heads) => new(async (stream, head, cancel) =>
    {
        heads.Add(head);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Ok), cancel);
    });

    private static async Task<string> ForwardAsync(string headers, string line = "GET /", bool trust = false)
    {
        var heads = new List<string>();
        await using var instance = Recording(heads);
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(instance.Url));
        if (trust)
            model = model with { Listeners = [model.Listeners[0] with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }] };
        await using var gateway = await TestGateway.StartAsync(model);
        using var client = await RawClient.ConnectAsync(gateway.Address);
        await client.SendAsync($"{line} HTTP/1.1\r\nHost: shop.example:81\r\n{headers}\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        return Assert.Single(heads);
    }
}
