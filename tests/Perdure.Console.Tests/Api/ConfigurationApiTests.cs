using System.Net;
using System.Text;
using System.Text.Json;
using Perdure.Console.Configuration;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Tests.Api;

public sealed class ConfigurationApiTests
{
    private const string All = "/api/v1/configuration";

    [Fact]
    public async Task Status_shows_versions_nodes_and_what_this_node_makes_of_it()
    {
        await using var api = await AdminApi.StartAsync();

        var status = await api.GetJsonAsync(All);

        Assert.Equal(2, status.GetProperty("current").GetProperty("version").GetInt64());
        Assert.Equal(2, status.GetProperty("history").GetArrayLength());
        Assert.Equal("gateway-1", status.GetProperty("reports")[0].GetProperty("node").GetString());
        Assert.Equal(1, status.GetProperty("here").GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task File_of_the_node_is_compared_with_what_runs_for_operators_alone()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var refused = await api.SendAsync("GET", All + "/file", null, AdminApi.ReaderToken);
        using var shown = await api.SendAsync("GET", All + "/file", null, AdminApi.OperatorToken);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var drift = JsonElement.Parse(await shown.Content.ReadAsStringAsync());
        Assert.Equal(("version 1", true), (drift.GetProperty("inForce").GetString(), drift.GetProperty("changed").GetBoolean()));
        Assert.StartsWith("--- version 1", drift.GetProperty("diff").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_arrives_with_everything_that_was_said_about_it()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        const string Query = "?comment=faster%20retries&expected=2&staged=true&pause=1m30s&maxErrorIncrease=0.5%25&name=shop.yaml";

        using var response = await api.SendAsync("POST", All + Query, new StringContent("system: Läden\n"), AdminApi.OperatorToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var expected = new ApplyRequest
        {
            Text = "system: Läden\n",
            By = "ops",
            Name = "shop.yaml",
            Comment = "faster retries",
            Expected = 2,
            Staged = new StagedRequest(TimeSpan.FromSeconds(90), 0.005),
        };
        Assert.Equal(expected, Assert.Single(api.Shared.Applied));
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(3, answer.GetProperty("version").GetInt64());
        Assert.StartsWith("--- a", answer.GetProperty("diff").GetString(), StringComparison.Ordinal);
        Assert.Contains("configuration-audit ops asked for apply", Assert.Single(api.Loggers.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_run_is_passed_on_and_not_in_the_audit()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", All + "?dryRun=true", new StringContent("system: shop"));

        Assert.True(Assert.Single(api.Shared.Applied).DryRun);
        Assert.Empty(api.Loggers.Lines);
    }

    [Fact]
    public async Task Text_with_errors_is_answered_with_every_place()
    {
        await using var api = await AdminApi.StartAsync();
        api.Shared.Answer = new ApplyAnswer
        {
            Ok = false,
            Remarks = [new ConfigurationRemark("error", 3, 7, "services.catalog", "no instances"), new ConfigurationRemark("warning", 9, 1, "", "hm")],
        };

        using var response = await api.SendAsync("POST", All, new StringContent("system: shop"));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, ProblemTypes.InvalidConfiguration);
        Assert.StartsWith("The text has 1 error,", detail, StringComparison.Ordinal);
        var remarks = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("remarks");
        Assert.Equal(2, remarks.GetArrayLength());
        Assert.Equal(7, remarks[0].GetProperty("column").GetInt32());
        Assert.Empty(api.Loggers.Lines);
    }

    [Theory]
    [InlineData("?expected=latest", "expected:")]
    [InlineData("?staged=yes", "staged:")]
    [InlineData("?pause=10s", "pause:")]
    [InlineData("?staged=true&pause=10", "pause:")]
    [InlineData("?staged=true&maxErrorIncrease=0.01", "maxErrorIncrease:")]
    [InlineData("?staged=true&maxErrorIncrease=101%25", "maxErrorIncrease:")]
    [InlineData("?comment=a%0Ab", "comment:")]
    public async Task Query_that_cannot_be_understood_is_named_and_nothing_is_applied(string query, string named)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", All + query, new StringContent("system: shop"));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
        Assert.StartsWith(named, detail, StringComparison.Ordinal);
        Assert.Empty(api.Shared.Applied);
    }

    [Fact]
    public async Task Body_that_is_no_text_or_too_large_is_refused()
    {
        await using var api = await AdminApi.StartAsync();

        using var binary = await api.SendAsync("POST", All, new ByteArrayContent([0xff, 0xfe, 0x00]));
        using var large = await api.SendAsync("POST", All, new StringContent(new string('x', 950 * 1024), Encoding.UTF8));

        await ProblemAssert.IsAsync(binary, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
        await ProblemAssert.IsAsync(large, HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        Assert.Empty(api.Shared.Applied);
    }

    [Theory]
    [InlineData("rollback?version=1", "rollback 1 local")]
    [InlineData("rollback", "rollback  local")]
    [InlineData("withdraw", "withdraw local")]
    [InlineData("rollout/stop", "stop local")]
    public async Task Ways_back_reach_the_node(string path, string call)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", $"{All}/{path}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([call], api.Shared.Calls);
    }

    [Fact]
    public async Task Text_and_difference_of_versions_are_shown()
    {
        await using var api = await AdminApi.StartAsync();

        var text = await api.GetJsonAsync(All + "/2");
        using var diff = await api.SendAsync("GET", All + "/diff?from=1&to=2");

        Assert.Equal("system: shop\n# 2\n", text.GetProperty("text").GetString());
        Assert.Equal("--- version 1\n+++ version 2\n@@ -1,2 +1,2 @@\n system: shop\n-# 1\n+# 2\n", await diff.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/7")]
    [InlineData("GET", "/diff?from=1&to=7")]
    [InlineData("POST", "/rollback?version=7")]
    public async Task Version_that_is_not_kept_is_not_found(string method, string path)
    {
        await using var api = await AdminApi.StartAsync();
        if (method == "POST")
            api.Shared.Failure = new KeyNotFoundException("There is no version 7.");

        using var response = await api.SendAsync(method, All + path);

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.UnknownVersion);
        Assert.Contains("version 7", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Difference_without_two_versions_is_invalid()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", All + "/diff?from=1");

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
    }

    [Fact]
    public async Task Somebody_who_was_first_is_a_conflict()
    {
        await using var api = await AdminApi.StartAsync();
        api.Shared.Failure = new ConflictException("version 5 by ops2 is in force, not 4");

        using var response = await api.SendAsync("POST", All, new StringContent("system: shop"));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.Conflict, ProblemTypes.Conflict);
        Assert.Contains("ops2", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CoordinationFailure.Unavailable, ProblemTypes.StoreLost)]
    [InlineData(CoordinationFailure.UnknownOutcome, ProblemTypes.UnknownOutcome)]
    [InlineData(CoordinationFailure.Refused, ProblemTypes.StoreRefused)]
    public async Task Store_that_does_not_do_it_is_unavailable_with_a_time_to_try_again(CoordinationFailure failure, string type)
    {
        await using var api = await AdminApi.StartAsync();
        api.Shared.Failure = new CoordinationException(failure, "etcd at http://127.0.0.1:1: no answer");

        using var response = await api.SendAsync("POST", All, new StringContent("system: shop"));

        await ProblemAssert.IsAsync(response, HttpStatusCode.ServiceUnavailable, type);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("GET", "", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", "/1", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("GET", "", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    [InlineData("POST", "", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/rollback", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    public async Task Texts_and_changes_are_for_operators(string method, string path, string token, HttpStatusCode expected)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync(method, All + path, token);

        Assert.Equal(expected, response.StatusCode);
    }
}
