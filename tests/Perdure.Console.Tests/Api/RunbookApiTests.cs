using System.Net;
using Perdure.Console.Nodes;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Tests.Api;

public sealed class RunbookApiTests : IAsyncLifetime
{
    private const string Drain = "runbooks/PerdureErrors/steps/2/run";
    private const string Names = "{\"values\":{\"SERVICE\":\"catalog\",\"INSTANCE\":\"catalog-1\"}}";

    private WatchApi _api = null!;

    public async Task InitializeAsync() => _api = await WatchApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Runbook_is_shown_in_parts()
    {
        var list = (await _api.JsonAsync("GET", "runbooks")).GetProperty("runbooks").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ToList();
        Assert.Contains("PerdureErrors", list);

        var runbook = await _api.JsonAsync("GET", "runbooks/PerdureErrors");
        Assert.Equal("PerdureErrors", runbook.GetProperty("title").GetString());
        Assert.Contains(runbook.GetProperty("sections").EnumerateArray(), section => section.GetProperty("heading").GetString() == "What to do now" && section.GetProperty("markdown").GetString()!.Length > 0);
        var step = runbook.GetProperty("steps")[1];
        Assert.Equal(
            (2, "perdure drain SERVICE INSTANCE", true),
            (step.GetProperty("number").GetInt32(), step.GetProperty("command").GetString(), step.GetProperty("runnable").GetBoolean()));
        Assert.Equal(["SERVICE", "INSTANCE"], step.GetProperty("needs").EnumerateArray().Select(need => need.GetString()));
        Assert.Contains("PerdureErrors", await _api.ProblemAsync("GET", "runbooks/PerdureError", null, HttpStatusCode.NotFound, "unknown-runbook"), StringComparison.Ordinal);
        await _api.ProblemAsync("GET", "runbooks/..%2F..%2Fetc%2Fpasswd", null, HttpStatusCode.NotFound, "unknown-runbook");
    }

    [Fact]
    public async Task Step_is_done_audited_and_recorded_in_the_open_incident()
    {
        await _api.JsonAsync("POST", "incidents", "{\"title\":\"x\"}");

        var result = await _api.JsonAsync("POST", Drain, Names);

        Assert.True(result.GetProperty("ok").GetBoolean());
        Assert.Contains("catalog/catalog-1 is breaker-open", result.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal([("catalog", "catalog-1", InstanceAction.Drain)], _api.Node.Acts);
        var entry = _api.Incidents.Current[0].Timeline[^1];
        Assert.Equal(("step", "ops", "PerdureErrors", "catalog"), (entry.Kind, entry.By, entry.Labels["runbook"], entry.Labels["service"]));
        Assert.StartsWith("perdure drain catalog catalog-1: catalog/catalog-1 is", entry.Text, StringComparison.Ordinal);
        Assert.Contains(_api.Loggers.Lines, line => line.Contains("ops asked for drain of catalog/catalog-1", StringComparison.Ordinal));
        Assert.Contains(_api.Loggers.Lines, line => line.Contains("ops ran step 2 of the runbook PerdureErrors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Step_is_recorded_in_the_incident_that_is_named_even_when_it_fails()
    {
        var id = (await _api.JsonAsync("POST", "incidents", "{\"title\":\"x\"}")).GetProperty("id").GetString();
        await _api.JsonAsync("POST", $"incidents/{id}/close");
        _api.Node.Failure = new CoordinationException(CoordinationFailure.Unavailable, "the store is gone");

        var result = await _api.JsonAsync("POST", Drain, Names.Replace("{\"values\"", $"{{\"incident\":\"{id}\",\"values\"", StringComparison.Ordinal));

        Assert.Equal((false, "the store is gone"), (result.GetProperty("ok").GetBoolean(), result.GetProperty("text").GetString()));
        Assert.Equal("perdure drain catalog catalog-1: failed: the store is gone", _api.Incidents.Current[0].Timeline[^1].Text);
        await _api.ProblemAsync("POST", Drain, Names.Replace("{\"values\"", "{\"incident\":\"none\",\"values\"", StringComparison.Ordinal), HttpStatusCode.NotFound, "unknown-incident");
        Assert.Single(_api.Node.Acts);
    }

    [Fact]
    public async Task Status_flag_and_queue_are_steps_too()
    {
        var status = await _api.JsonAsync("POST", "runbooks/PerdureErrors/steps/1/run", "{}");
        Assert.Contains("catalog: 0 of 2 take traffic", status.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("the flag new-checkout is off", (await _api.JsonAsync("POST", "runbooks/PerdureErrors/steps/5/run", "{\"values\":{\"FLAG\":\"new-checkout\"}}")).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("set new-checkout 0 ops", _api.Shared.Calls);
        Assert.Equal("0 dead jobs of mail are tried again", (await _api.JsonAsync("POST", "runbooks/PerdureDeadJobs/steps/3/run", "{\"values\":{\"QUEUE\":\"mail\"}}")).GetProperty("text").GetString());
        _api.Durable.IsOpen = false;
        Assert.False((await _api.JsonAsync("POST", "runbooks/PerdureDeadJobs/steps/3/run", "{\"values\":{\"QUEUE\":\"mail\"}}")).GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData(2, "{}", "SERVICE and INSTANCE")]
    [InlineData(2, "{\"values\":{\"SERVICE\":\"catalog\"}}", "INSTANCE")]
    [InlineData(2, "{\"values\":{\"SERVICE\":\"catalogue\",\"INSTANCE\":\"catalog-1\"}}", "Did you mean \"catalog\"?")]
    [InlineData(2, "{\"values\":{\"SERVICE\":\"catalog\",\"INSTANCE\":\"catalog-1; rm -rf /\"}}", "catalog-1; rm -rf /")]
    [InlineData(2, "{\"values\":{\"SERVICE\":\"\",\"INSTANCE\":\"catalog-1\"}}", "JSON object")]
    [InlineData(2, "{\"values\":{\"SERVICE\":null}}", "JSON object")]
    [InlineData(2, "{\"values\":{\"A\":\"1\",\"B\":\"1\",\"C\":\"1\",\"D\":\"1\",\"E\":\"1\"}}", "JSON object")]
    [InlineData(2, "[]", "JSON object")]
    [InlineData(2, "{", "JSON object")]
    [InlineData(3, "{}", "type it")]
    [InlineData(4, "{}", "type it")]
    [InlineData(5, "{\"values\":{\"FLAG\":\"none\"}}", "none")]
    public async Task What_cannot_be_run_says_why_and_changes_nothing(int step, string body, string why)
    {
        Assert.Contains(why, await _api.ProblemAsync("POST", $"runbooks/PerdureErrors/steps/{step}/run", body, HttpStatusCode.BadRequest, "invalid"), StringComparison.Ordinal);
        Assert.Empty(_api.Node.Acts);
    }

    [Theory]
    [InlineData("runbooks/none/steps/1/run")]
    [InlineData("runbooks/PerdureErrors/steps/99/run")]
    [InlineData("runbooks/PerdureErrors/steps/0/run")]
    public Task Unknown_step_is_told(string path) => _api.ProblemAsync("POST", path, "{}", HttpStatusCode.NotFound, "unknown-runbook");
}
