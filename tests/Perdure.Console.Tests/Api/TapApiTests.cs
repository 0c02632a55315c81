using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Agreement;
using Perdure.Console.Tests.Support;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Telemetry.Requests;

namespace Perdure.Console.Tests.Api;

public sealed class TapApiTests
{
    [Theory]
    [InlineData(AdminApi.ReaderToken, "GET", "", HttpStatusCode.OK)]
    [InlineData(AdminApi.ReaderToken, "POST", "", HttpStatusCode.MethodNotAllowed)]
    [InlineData(AdminApi.AppToken, "GET", "", HttpStatusCode.Forbidden)]
    [InlineData(null, "GET", "", HttpStatusCode.Unauthorized)]
    [InlineData(AdminApi.OperatorToken, "GET", "?minStatus=abc", HttpStatusCode.BadRequest)]
    [InlineData(AdminApi.OperatorToken, "GET", "?minStatus=1000", HttpStatusCode.BadRequest)]
    [InlineData(AdminApi.OperatorToken, "GET", "?sample=2", HttpStatusCode.BadRequest)]
    [InlineData(AdminApi.OperatorToken, "GET", "?sample=0", HttpStatusCode.BadRequest)]
    [InlineData(AdminApi.OperatorToken, "GET", "?sample=0.5&minStatus=500&route=all", HttpStatusCode.OK)]
    public async Task Tap_is_for_readers_and_says_what_is_wrong_with_a_filter(string? token, string method, string query, HttpStatusCode expected)
    {
        using var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance);
        await using var server = await ServerAsync(watch, AdminApi.AllRoles);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{server.Endpoint}/api/v1/tap{query}");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Requests_go_by_as_events_with_signs_of_life_in_between_and_nothing_is_wanted_afterwards()
    {
        using var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance);
        await using var gateway = new GatewayServer(new GatewayOptions { DrainGrace = TimeSpan.Zero, Requests = watch }, NullLoggerFactory.Instance);
        await gateway.StartAsync(
            new SystemModel { Name = "shop", Node = new NodeModel { Id = "node-1" }, Listeners = [new ListenerModel { Name = "web", Address = new IPEndPoint(IPAddress.Loopback, 0) }] },
            CancellationToken.None);
        await using var server = await ServerAsync(watch, []);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using (var stream = await client.GetStreamAsync(new Uri($"http://{server.Endpoint}/api/v1/tap")))
        using (var lines = new StreamReader(stream))
        {
            Assert.Equal(":", await lines.ReadLineAsync());
            (await client.GetAsync(new Uri($"http://{gateway.Listeners[0].Address}/nothing?token=secret"))).Dispose();
            var line = await lines.ReadLineAsync();
            while (line is "" or ":")
                line = await lines.ReadLineAsync();

            Assert.Equal("event: request", line);
            var data = await lines.ReadLineAsync();
            Assert.StartsWith("data: ", data, StringComparison.Ordinal);
            var seen = JsonElement.Parse(data![6..]);
            Assert.Equal(("/nothing", 404, "no-route"), (seen.GetProperty("path").GetString(), seen.GetProperty("status").GetInt32(), seen.GetProperty("outcome").GetString()));
            Assert.Equal("", await lines.ReadLineAsync());
        }

        await Eventually.Holds(() => watch.Interest == Perdure.Gateway.Observing.RequestInterest.None, "nothing is wanted any more");
    }

    [Fact]
    public async Task More_than_may_watch_are_told_to_come_back()
    {
        using var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance);
        var places = Enumerable.Range(0, RequestTap.ListenersMax).Select(_ => watch.Tap.Listen(new TapFilter())).ToArray();
        await using var server = await ServerAsync(watch, []);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using var answer = await client.GetAsync(new Uri($"http://{server.Endpoint}/api/v1/tap"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("too-many-waiting", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.All(places, place => place!.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tap_ends_with_the_token_and_when_another_process_takes_over(bool retires)
    {
        using var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance);
        await using var server = await ServerAsync(watch, AdminApi.AllRoles);
        using var tap = await EventReader.OpenAsync(new Uri($"http://{server.Endpoint}/api/v1/tap"), ("Authorization", $"Bearer {AdminApi.ReaderToken}"));
        Assert.Equal(HttpStatusCode.OK, tap.Status);

        if (retires)
            server.Retire();
        else
            server.UpdateTokens([AdminApi.AllRoles[0]]);

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!patience.IsCancellationRequested && await tap.NextAsync().WaitAsync(patience.Token) is not null)
        {
        }

        Assert.False(patience.IsCancellationRequested);
    }

    [Fact]
    public async Task Another_site_cannot_take_the_places()
    {
        using var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance);
        await using var server = await ServerAsync(watch, []);

        using var tap = await EventReader.OpenAsync(new Uri($"http://{server.Endpoint}/api/v1/tap"), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, tap.Status);
    }

    private static async Task<AdminServer> ServerAsync(RequestWatch watch, ImmutableArray<AdminToken> tokens)
    {
        var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = tokens };
        var limits = new AgreementLimits { Heartbeat = TimeSpan.FromMilliseconds(50) };
        var server = new AdminServer(admin, new FakeNode(), NullLoggerFactory.Instance, new AdminParts { Tap = watch.Tap }, limits);
        await server.StartAsync(CancellationToken.None);
        return server;
    }
}
