using System.Net;
using System.Text.Json;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Api;

public sealed class IncidentApiTests : IAsyncLifetime
{
    private WatchApi _api = null!;

    public async Task InitializeAsync() => _api = await WatchApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    private async Task<string> OpenAsync() => (await _api.JsonAsync("POST", "incidents", "{\"title\":\" payments are slow \"}")).GetProperty("id").GetString()!;

    [Fact]
    public async Task Incident_is_opened_noted_closed_and_reopened_by_hand_and_each_is_audited()
    {
        var id = await OpenAsync();
        await _api.JsonAsync("POST", $"incidents/{id}/notes", "{\"text\":\"we called\\nthe provider\"}");
        var closed = await _api.JsonAsync("POST", $"incidents/{id}/close");
        Assert.Equal("closed", closed.GetProperty("state").GetString());
        await _api.ProblemAsync("POST", $"incidents/{id}/close", null, HttpStatusCode.Conflict, "conflict");
        await _api.JsonAsync("POST", $"incidents/{id}/reopen");
        await _api.ProblemAsync("POST", $"incidents/{id}/reopen", null, HttpStatusCode.Conflict, "conflict");
        Assert.Contains("payments are slow", await _api.ProblemAsync("POST", "incidents", "{\"title\":\"x\"}", HttpStatusCode.Conflict, "conflict"), StringComparison.Ordinal);

        var summary = Assert.Single((await _api.JsonAsync("GET", "incidents")).GetProperty("incidents").EnumerateArray());
        Assert.Equal(
            (id, "payments are slow", "open", "info", 0, 4),
            (Text(summary, "id"), Text(summary, "title"), Text(summary, "state"), Text(summary, "severity"), summary.GetProperty("alerts").GetInt32(), summary.GetProperty("entries").GetInt32()));
        var details = await _api.JsonAsync("GET", $"incidents/{id}");
        Assert.Equal(
            ["opened by ops", "we called\nthe provider", "closed by ops", "reopened by ops"],
            details.GetProperty("timeline").EnumerateArray().Select(entry => Text(entry, "text")));
        Assert.Equal(("note", "ops"), (Text(details.GetProperty("timeline")[1], "kind"), Text(details.GetProperty("timeline")[1], "by")));
        Assert.Equal(JsonValueKind.Array, details.GetProperty("alerts").ValueKind);
        Assert.All(
            ["ops opened the incident", "ops wrote a note to the incident", "ops closed the incident", "ops reopened the incident"],
            line => Assert.Contains(_api.Loggers.Lines, logged => logged.Contains(line, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("?format=markdown", null, true)]
    [InlineData("", "text/markdown", true)]
    [InlineData("", "text/html, text/markdown;q=0.5", true)]
    [InlineData("", "text/markdown;q=0", false)]
    [InlineData("", "*/*", false)]
    [InlineData("?format=json", "text/markdown", false)]
    public async Task Draft_of_the_post_mortem_is_given_to_who_asks_for_markdown(string query, string? accept, bool markdown)
    {
        using var answer = await _api.SendAsync("GET", $"incidents/{await OpenAsync()}{query}", accept: accept);

        Assert.Equal(markdown ? "text/markdown" : "application/json", answer.Content.Headers.ContentType?.MediaType);
        if (markdown)
            Assert.StartsWith("# Post-mortem: payments are slow\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "incidents/x", null)]
    [InlineData("POST", "incidents/x/notes", "{\"text\":\"a\"}")]
    [InlineData("POST", "incidents/x/close", null)]
    [InlineData("POST", "incidents/x/reopen", null)]
    public Task Unknown_incident_is_told(string method, string path, string? body) => _api.ProblemAsync(method, path, body, HttpStatusCode.NotFound, "unknown-incident");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"title\":\"  \"}")]
    [InlineData("{\"title\":5}")]
    [InlineData("{\"title\":\"a\\nb\"}")]
    [InlineData("{\"title\":\"LONG\"}")]
    public async Task What_is_no_title_opens_nothing(string body)
    {
        await _api.ProblemAsync("POST", "incidents", body.Replace("LONG", new string('a', 201), StringComparison.Ordinal), HttpStatusCode.BadRequest, "invalid");
        Assert.Empty(_api.Incidents.Current);
    }

    [Fact]
    public async Task What_is_no_note_is_refused()
    {
        var id = await OpenAsync();
        await _api.ProblemAsync("POST", $"incidents/{id}/notes", "{\"text\":\"\"}", HttpStatusCode.BadRequest, "invalid");
        await _api.ProblemAsync("POST", $"incidents/{id}/notes", $"{{\"text\":\"{new string('a', 4_001)}\"}}", HttpStatusCode.BadRequest, "invalid");
        await _api.ProblemAsync("POST", $"incidents/{id}/notes", $"{{\"text\":\"{new string('a', 40_000)}\"}}", HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Single(_api.Incidents.Current[0].Timeline);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
