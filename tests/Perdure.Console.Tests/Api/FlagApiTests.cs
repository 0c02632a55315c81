using System.Net;
using System.Text.Json;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Shared;

namespace Perdure.Console.Tests.Api;

public sealed class FlagApiTests
{
    private const string Flag = "/api/v1/flags/new-checkout";

    [Fact]
    public async Task Flags_are_listed_with_who_set_them()
    {
        await using var api = await AdminApi.StartAsync();

        var flag = (await api.GetJsonAsync("/api/v1/flags")).GetProperty("flags")[0];

        Assert.Equal("new-checkout", flag.GetProperty("name").GetString());
        Assert.Equal(25, flag.GetProperty("percent").GetInt32());
        Assert.Equal("ops", flag.GetProperty("by").GetString());
        Assert.False(flag.TryGetProperty("reach", out _));
    }

    [Fact]
    public async Task Setting_reaches_the_node_with_the_name_of_who_asked()
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);
        api.Shared.Reach = ChangeReach.HereForNow;

        using var response = await api.SendAsync("PUT", Flag, new StringContent("{\"percent\": 50}"), AdminApi.OperatorToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["set new-checkout 50 ops"], api.Shared.Calls);
        var flag = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("here-for-now", flag.GetProperty("reach").GetString());
        Assert.Contains("flag-audit ops set the flag new-checkout to 50%", Assert.Single(api.Loggers.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clearing_gives_the_default_back()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("DELETE", Flag);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["clear new-checkout local"], api.Shared.Calls);
    }

    [Theory]
    [InlineData("{\"percent\": 101}")]
    [InlineData("{\"percent\": -1}")]
    [InlineData("{\"percent\": \"on\"}")]
    [InlineData("{}")]
    [InlineData("on")]
    [InlineData("")]
    public async Task Setting_that_is_none_is_invalid_and_changes_nothing(string body)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("PUT", Flag, new StringContent(body));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, ProblemTypes.Invalid);
        Assert.Contains("{\"percent\": 25}", detail, StringComparison.Ordinal);
        Assert.Empty(api.Shared.Calls);
    }

    [Fact]
    public async Task Setting_that_is_far_too_large_is_refused_by_its_size()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("PUT", Flag, new StringContent(new string(' ', 2000)));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        Assert.Contains("a body of at most 1024 bytes", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Flag_that_does_not_exist_is_not_found_with_the_nearest_name(string method)
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync(method, "/api/v1/flags/new-chekout", new StringContent("{\"percent\": 1}"));

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.UnknownFlag);
        Assert.Contains("Did you mean \"new-checkout\"?", detail, StringComparison.Ordinal);
        Assert.Empty(api.Shared.Calls);
    }

    [Theory]
    [InlineData("GET", AdminApi.ReaderToken, HttpStatusCode.OK)]
    [InlineData("GET", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    [InlineData("PUT", AdminApi.ReaderToken, HttpStatusCode.Forbidden)]
    [InlineData("DELETE", AdminApi.AppToken, HttpStatusCode.Forbidden)]
    public async Task Flags_are_for_readers_to_look_at_and_for_operators_to_set(string method, string token, HttpStatusCode expected)
    {
        await using var api = await AdminApi.StartAsync(AdminApi.AllRoles);

        using var response = await api.SendAsync(method, Flag, token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(api.Shared.Calls);
    }
}
