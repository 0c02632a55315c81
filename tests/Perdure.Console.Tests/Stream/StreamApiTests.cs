using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Console.Stream;
using Perdure.Console.Tests.Support;
using Perdure.Telemetry.Events;

namespace Perdure.Console.Tests.Stream;

public sealed class StreamApiTests
{
    private const int FramesLarge = 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    // How often frames are made is for HandTicks alone, where there is one.
    private static readonly StreamLimits s_quick = new() { Interval = TimeSpan.FromMilliseconds(20), Heartbeat = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task Snapshot_comes_first_and_what_changes_after_it()
    {
        var frames = new HandTicks();
        await using var api = await StartAsync(time: frames);
        using var stream = await OpenAsync(api);

        var snapshot = await stream.NextAsync();
        api.Node.Extra = new ServiceStatus { Name = "a/b", Protocol = "auto", Balancing = "random", Instances = [] };
        frames.Tick();
        var delta = await DeltaAsync(stream);
        api.Node.Extra = null;
        frames.Tick();
        var gone = await DeltaAsync(stream);

        Assert.Equal("text/event-stream", stream.Answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("snapshot", snapshot?.Name);
        var set = snapshot!.Value.Data.GetProperty("set");
        string[] keys = ["node", "totals", "tiers", "guard", "cache", "lastReload", "route/home", "service/catalog", "instance/catalog/catalog-1", "live/catalog", "service/payments"];
        Assert.All(keys, key => Assert.True(set.TryGetProperty(key, out _), key));
        Assert.False(set.TryGetProperty("coordination", out _));
        Assert.Equal("{}", delta.GetProperty("set").GetProperty("live/a%2Fb").GetRawText());
        Assert.Equal(2, delta.GetProperty("set").EnumerateObject().Count());
        Assert.Equal(["live/a%2Fb", "service/a%2Fb"], gone.GetProperty("gone").EnumerateArray().Select(key => key.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Values_are_those_of_the_api_without_what_has_a_key_of_its_own()
    {
        await using var api = await StartAsync();
        using var stream = await OpenAsync(api);
        var set = (await stream.NextAsync())!.Value.Data.GetProperty("set");
        var status = await api.GetJsonAsync("/api/v1/status");
        var service = (await api.GetJsonAsync("/api/v1/services")).GetProperty("services")[0];

        Assert.Equal(status.GetProperty("guard").GetRawText(), set.GetProperty("guard").GetRawText());
        Assert.Equal(status.GetProperty("tiers").GetRawText(), set.GetProperty("tiers").GetRawText());
        Assert.Equal(status.GetProperty("routes")[0].GetRawText(), set.GetProperty("route/home").GetRawText());
        Assert.Equal(Names(status).Except(["lastReload", "listeners", "coordination", "durability", "totals", "tiers", "guard", "cache", "routes"]), Names(set.GetProperty("node")));
        Assert.Equal(Names(service).Except(["instances"]), Names(set.GetProperty("service/catalog")));
        Assert.Equal(
            Names(service.GetProperty("instances")[0]).Except(["inFlight", "requestsPerSecond", "errorRatio", "p50Ms", "p99Ms", "effectiveWeight"]),
            Names(set.GetProperty("instance/catalog/catalog-1")));
        Assert.Equal("""{"catalog-1":[0,0,0,0,0],"catalog-2":[0,0,0,0,0]}""", set.GetProperty("live/catalog").GetRawText());
    }

    [Fact]
    public async Task Who_comes_back_gets_what_was_missed()
    {
        var frames = new HandTicks();
        await using var api = await StartAsync(time: frames);
        using var other = await OpenAsync(api);
        await other.NextAsync();
        string id;
        using (var stream = await OpenAsync(api))
            id = (await stream.NextAsync())!.Value.Id;
        for (var frame = 0; frame < 2; frame++)
        {
            frames.Tick();
            await DeltaAsync(other);
        }

        using var back = await OpenAsync(api, ("Last-Event-ID", id));
        var first = await back.NextAsync();
        var second = await back.NextAsync();

        Assert.Equal(("delta", Seq(id) + 1), (first?.Name, Seq(first!.Value.Id)));
        Assert.Equal(("delta", Seq(id) + 2), (second?.Name, Seq(second!.Value.Id)));
    }

    [Theory]
    [InlineData("0123456789ab-1")]
    [InlineData("nonsense")]
    [InlineData("-")]
    public async Task Who_comes_back_from_elsewhere_gets_a_snapshot(string id)
    {
        await using var api = await StartAsync();

        using var stream = await OpenAsync(api, ("Last-Event-ID", id));

        Assert.Equal("snapshot", (await stream.NextAsync())?.Name);
    }

    [Fact]
    public async Task Frames_are_made_once_for_all_and_only_while_somebody_listens()
    {
        var frames = new HandTicks();
        await using var api = await StartAsync(time: frames);
        using (var one = await OpenAsync(api))
        {
            using var two = await OpenAsync(api);
            await one.NextAsync();
            await two.NextAsync();
            for (var frame = 0; frame < 5; frame++)
            {
                frames.Tick();
                await DeltaAsync(one);
                await DeltaAsync(two);
            }

            Assert.Equal(6, api.Node.Looks);
        }

        await Eventually.Holds(
            () =>
            {
                frames.Tick();
                return frames.Tickers == 0;
            },
            "nothing is drawn any more");
        var looks = api.Node.Looks;
        using var again = await OpenAsync(api);
        Assert.Equal("snapshot", (await again.NextAsync())?.Name);
        Assert.Equal(looks + 1, api.Node.Looks);
    }

    [Fact]
    public async Task Events_of_the_node_come_with_the_frames()
    {
        var journal = new EventJournal(TimeProvider.System);
        journal.Add(1, "started", LogLevel.Information, "it began");
        var frames = new HandTicks();
        await using var api = await StartAsync(parts => parts with { Events = journal }, time: frames);
        using var stream = await OpenAsync(api);

        var snapshot = (await stream.NextAsync())!.Value.Data;
        journal.Add(2, "instance-trouble", LogLevel.Warning, "it broke", new Dictionary<string, string> { ["service"] = "catalog" });
        frames.Tick();
        var delta = await DeltaAsync(stream);

        Assert.Equal("started", snapshot.GetProperty("events")[0].GetProperty("name").GetString());
        var happened = Assert.Single(delta.GetProperty("events").EnumerateArray());
        Assert.Equal(("instance-trouble", "warn", 2), (happened.GetProperty("name").GetString(), happened.GetProperty("level").GetString(), happened.GetProperty("seq").GetInt32()));
        Assert.Equal("catalog", happened.GetProperty("labels").GetProperty("service").GetString());
    }

    [Fact]
    public async Task Stream_says_that_it_lives_while_there_is_no_frame()
    {
        await using var api = await StartAsync(limits: new StreamLimits { Interval = TimeSpan.FromHours(1), Heartbeat = TimeSpan.FromMilliseconds(30) });
        using var stream = await OpenAsync(api);

        // The first frame may take its time, and then it is not the first that comes.
        await NamedAsync(stream, "snapshot");
        await NamedAsync(stream, ":");
    }

    [Fact]
    public async Task Stream_ends_when_the_session_is_signed_out()
    {
        await using var api = await StartAsync(tokens: true);
        var browser = await Browser.SignedInAsync(api, AdminApi.ReaderToken);
        using var stream = await OpenAsync(api, ("Cookie", browser.Cookie!));
        await stream.NextAsync();

        using var signedOut = await browser.ChangeAsync("DELETE", "/api/v1/session");

        await EndsAsync(stream);
    }

    [Fact]
    public async Task Stream_ends_when_the_token_is_taken_away()
    {
        await using var api = await StartAsync(tokens: true);
        using var mine = await OpenAsync(api, ("Authorization", $"Bearer {AdminApi.ReaderToken}"));
        using var others = await OpenAsync(api, ("Authorization", $"Bearer {AdminApi.OperatorToken}"));
        await mine.NextAsync();

        api.Server.UpdateTokens([AdminApi.AllRoles[0]]);

        await EndsAsync(mine);
        Assert.NotNull(await others.NextAsync());
    }

    [Fact]
    public async Task Stream_of_a_node_that_gets_tokens_ends()
    {
        await using var api = await StartAsync();
        using var stream = await OpenAsync(api);
        await stream.NextAsync();

        api.Server.UpdateTokens(AdminApi.AllRoles);

        await EndsAsync(stream);
    }

    [Theory]
    [InlineData(AdminApi.AppToken, HttpStatusCode.Forbidden)]
    [InlineData("guessed", HttpStatusCode.Unauthorized)]
    public async Task Stream_is_for_readers(string token, HttpStatusCode expected)
    {
        await using var api = await StartAsync(tokens: true);

        using var stream = await OpenAsync(api, ("Authorization", $"Bearer {token}"));

        Assert.Equal(expected, stream.Status);
    }

    [Fact]
    public async Task Another_site_cannot_take_the_places()
    {
        await using var api = await StartAsync();

        using var stream = await OpenAsync(api, ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, stream.Status);
    }

    [Fact]
    public async Task Streams_are_bounded()
    {
        await using var api = await StartAsync(limits: s_quick with { StreamsMax = 2 });
        using var one = await OpenAsync(api);
        using (await OpenAsync(api))
        {
            using var refused = await OpenAsync(api);
            Assert.Equal("10", refused.Answer.Headers.RetryAfter?.ToString());
            await ProblemAssert.IsAsync(refused.Answer, HttpStatusCode.ServiceUnavailable, ProblemTypes.TooManyWaiting);
        }

        await Eventually.Holds(
            async () =>
            {
                using var again = await OpenAsync(api);
                return again.Status == HttpStatusCode.OK;
            },
            "the place is free again");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_end_at_once_when_the_node_goes(bool retires)
    {
        await using var api = await StartAsync(limits: new StreamLimits { Interval = TimeSpan.FromHours(1) });
        using var stream = await OpenAsync(api);
        await stream.NextAsync();

        if (retires)
            api.Server.Retire();
        else
            await api.Server.StopAsync(new CancellationTokenSource(s_patience).Token);

        await EndsAsync(stream);
    }

    [Fact]
    public async Task Client_that_does_not_read_is_skipped_to_a_snapshot_and_holds_up_nobody()
    {
        await using var api = await StartAsync();
        api.Node.Extra = new ServiceStatus { Name = "large", Protocol = new string('x', 400_000), Balancing = "random", Instances = [] };
        using var slow = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(api.Server.Endpoint);
        await slow.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        using var quick = await OpenAsync(api);
        for (var at = 0; at < FramesLarge; at++)
        {
            // Each frame is large: soon nothing more goes into the slow one's buffers.
            api.Node.Extra = api.Node.Extra with { Balancing = $"{at}", Requests = at };
            await UntilAsync(quick, data => data.GetProperty("set").TryGetProperty("service/large", out var large) && large.GetProperty("requests").GetInt32() == at);
        }

        var (snapshots, large) = (new Occurrences("event: snapshot"), new Occurrences("\"service/large\""));
        var buffer = new byte[256 * 1024];
        using var patience = new CancellationTokenSource(s_patience);
        slow.ReceiveBufferSize = buffer.Length;
        for (var seen = 0; seen < 2;)
        {
            var text = Encoding.ASCII.GetString(buffer, 0, await slow.ReceiveAsync(buffer, patience.Token));
            large.Look(text);
            seen = snapshots.Look(text);
        }

        Assert.True(large.Count < FramesLarge, $"{large.Count}");
    }

    [Fact]
    public async Task Defect_in_a_frame_is_told_and_the_stream_goes_on_with_a_snapshot()
    {
        await using var api = await StartAsync();
        using var stream = await OpenAsync(api);
        await stream.NextAsync();

        api.Node.Defect = new InvalidOperationException("a defect");
        await Eventually.Holds(() => api.Loggers.Lines.Any(line => line.Contains("stream-failed", StringComparison.Ordinal)), "the defect is told");
        api.Node.Defect = null;

        (string Name, string Id, JsonElement Data)? next;
        do
            next = await stream.NextAsync();
        while (next?.Name == "delta");
        Assert.Equal("snapshot", next?.Name);
    }

    [Fact]
    public async Task Large_system_comes_whole()
    {
        await using var api = await StartAsync();
        api.Node.Services200 = true;

        using var stream = await OpenAsync(api);
        var set = (await stream.NextAsync())!.Value.Data.GetProperty("set");

        Assert.Equal(2_000, set.EnumerateObject().Count(value => value.Name.StartsWith("instance/", StringComparison.Ordinal)));
        Assert.Equal(200, set.EnumerateObject().Count(value => value.Name.StartsWith("live/", StringComparison.Ordinal)));
    }

    private static Task<AdminApi> StartAsync(Func<AdminParts, AdminParts>? more = null, StreamLimits? limits = null, bool tokens = false, TimeProvider? time = null) =>
        AdminApi.StartAsync(tokens ? AdminApi.AllRoles : [], parts => (more?.Invoke(parts) ?? parts) with { Stream = limits ?? s_quick, Time = time ?? TimeProvider.System });

    private static Task<EventReader> OpenAsync(AdminApi api, params (string Name, string Value)[] headers) => EventReader.OpenAsync(new Uri(api.Base, "/api/v1/stream"), headers);

    private static async Task<JsonElement> UntilAsync(EventReader stream, Func<JsonElement, bool> condition)
    {
        while (true)
        {
            var next = await stream.NextAsync() ?? throw new EndOfStreamException();
            if (next.Name != ":" && condition(next.Data))
                return next.Data;
        }
    }

    private static async Task<JsonElement> DeltaAsync(EventReader stream)
    {
        var next = await stream.NextAsync();
        Assert.Equal("delta", next?.Name);
        return next!.Value.Data;
    }

    private static async Task NamedAsync(EventReader stream, string name)
    {
        while ((await stream.NextAsync() ?? throw new EndOfStreamException()).Name != name)
        {
        }
    }

    private static async Task EndsAsync(EventReader stream)
    {
        while (await stream.NextAsync() is not null)
        {
        }
    }

    private static long Seq(string id) => long.Parse(id.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(property => property.Name);
}
