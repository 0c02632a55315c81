using System.Net;
using Microsoft.Extensions.Logging;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Api;

public sealed class EventApiTests : IAsyncLifetime
{
    private WatchApi _api = null!;

    public async Task InitializeAsync()
    {
        _api = await WatchApi.StartAsync();
        for (var at = 1; at <= 5; at++)
            _api.Journal.Add(110, "instance-trouble", LogLevel.Warning, $"event {at}", new Dictionary<string, string> { ["service"] = at % 2 == 0 ? "even" : "odd" });
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("", "1 2 3 4 5", 5)]
    [InlineData("?limit=2", "4 5", 5)]
    [InlineData("?after=0&limit=2", "1 2", 2)]
    [InlineData("?after=3", "4 5", 5)]
    [InlineData("?after=5", "", 5)]
    [InlineData("?after=900", "", 5)]
    [InlineData("?service=even", "2 4", 5)]
    [InlineData("?service=even&after=2", "4", 5)]
    [InlineData("?service=odd&after=0&limit=2", "1 3", 3)]
    [InlineData("?service=nobody", "", 5)]
    public async Task Events_are_shown_from_where_one_left_off(string query, string seqs, long last)
    {
        var list = await _api.JsonAsync("GET", "events" + query);

        Assert.Equal((seqs, last), (string.Join(' ', list.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("seq").GetInt64())), list.GetProperty("last").GetInt64()));
    }

    [Fact]
    public async Task Event_has_what_a_page_needs()
    {
        var one = (await _api.JsonAsync("GET", "events?limit=1")).GetProperty("events")[0];

        Assert.Equal(
            (5, 110, "instance-trouble", "warn", "event 5", "odd"),
            (one.GetProperty("seq").GetInt64(), one.GetProperty("id").GetInt32(), one.GetProperty("name").GetString(), one.GetProperty("level").GetString(), one.GetProperty("text").GetString(),
                one.GetProperty("labels").GetProperty("service").GetString()));
        Assert.True(one.GetProperty("at").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal(_api.Journal.Began, (await _api.JsonAsync("GET", "events")).GetProperty("began").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=x")]
    [InlineData("?limit=0")]
    [InlineData("?limit=2001")]
    [InlineData("?limit=1.5")]
    public Task What_is_no_range_is_refused(string query) => _api.ProblemAsync("GET", "events" + query, null, HttpStatusCode.BadRequest, "invalid");

    [Theory]
    [InlineData("GET", "events", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", "events", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    [InlineData("GET", "events", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "incidents", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", "incidents", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    [InlineData("POST", "incidents", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("POST", "incidents/x/notes", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("POST", "incidents/x/close", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("POST", "incidents/x/reopen", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("GET", "runbooks", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", "runbooks/PerdureErrors", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", "runbooks/PerdureErrors", null, HttpStatusCode.Unauthorized)]
    [InlineData("POST", "runbooks/PerdureErrors/steps/1/run", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    public async Task Readers_look_and_operators_act(string method, string path, string? token, HttpStatusCode expected)
    {
        using var answer = await _api.SendAsync(method, path, method == "POST" ? "{}" : null, token);
        Assert.Equal(expected, answer.StatusCode);
    }
}
