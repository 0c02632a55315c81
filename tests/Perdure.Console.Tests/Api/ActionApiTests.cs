using System.Net;
using System.Text.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Tests.Api;

public sealed class ActionApiTests
{
    private const string Instance = "/api/v1/services/catalog/instances/catalog-1/";

    [Theory]
    [InlineData("drain", InstanceAction.Drain)]
    [InlineData("undrain", InstanceAction.Undrain)]
    [InlineData("eject", InstanceAction.Eject)]
    [InlineData("restore", InstanceAction.Restore)]
    [InlineData("breaker/open", InstanceAction.OpenBreaker)]
    [InlineData("breaker/closed", InstanceAction.CloseBreaker)]
    [InlineData("breaker/auto", InstanceAction.AutomaticBreaker)]
    public async Task Change_reaches_the_node_and_answers_with_the_instance(string path, InstanceAction action)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", Instance + path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([("catalog", "catalog-1", action)], api.Node.Acts);
        var instance = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("catalog-1", instance.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Change_leaves_an_audit_line_with_the_name_and_without_the_token()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync("POST", Instance + "drain", AdminApi.OperatorToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var line = Assert.Single(api.Loggers.Lines);
        Assert.Contains("audit ops asked for drain of catalog/catalog-1: Done", line, StringComparison.Ordinal);
        Assert.DoesNotContain(AdminApi.OperatorToken, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/services/catalog/instances/catalog-9/drain", ProblemTypes.UnknownInstance, "catalog-1")]
    [InlineData("/api/v1/services/payment/instances/pay-1/drain", ProblemTypes.UnknownService, "payments")]
    public async Task Change_of_an_unknown_name_is_not_found_and_changes_nothing(string path, string type, string nearest)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", path);

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, type);
        Assert.Contains($"Did you mean \"{nearest}\"?", detail, StringComparison.Ordinal);
        Assert.Empty(api.Node.Acts);
    }

    [Fact]
    public async Task Breaker_that_is_switched_off_is_a_conflict()
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.Outcome = ActionOutcome.NoBreaker;

        using var response = await api.SendAsync("POST", Instance + "breaker/open");

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.Conflict, ProblemTypes.NoBreaker);
        Assert.Contains("circuitBreaker: off", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instance_that_a_reload_just_removed_is_not_found()
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.Outcome = ActionOutcome.UnknownInstance;

        using var response = await api.SendAsync("POST", Instance + "drain");

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.UnknownInstance);
    }

    [Fact]
    public async Task Breaker_state_that_does_not_exist_is_not_found()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("POST", Instance + "breaker/half-open");

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.NotFound);
    }

    [Theory]
    [InlineData(ChangeReach.Everywhere, "everywhere")]
    [InlineData(ChangeReach.HereForNow, "here-for-now")]
    public async Task Change_says_where_it_holds(ChangeReach reach, string expected)
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.Reach = reach;

        using var response = await api.SendAsync("POST", Instance + "drain");

        var instance = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(expected, instance.GetProperty("reach").GetString());
    }

    [Fact]
    public async Task Store_that_refuses_a_change_is_named_with_what_to_do()
    {
        await using var api = await AdminApi.StartAsync();
        api.Node.Failure = new CoordinationException(CoordinationFailure.Refused, "etcd refuses the user perdure; correct coordination.user");

        using var response = await api.SendAsync("POST", Instance + "drain");

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.ServiceUnavailable, ProblemTypes.StoreRefused);
        Assert.Contains("correct coordination.user", detail, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
    }
}
