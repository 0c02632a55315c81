using System.Net;
using System.Text;
using Perdure.Console.Agreement;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Storage;
using Node = Perdure.Console.Tests.Support.Agreement;

namespace Perdure.Console.Tests.Agreement;

public sealed class AgreementProblemTests
{
    [Theory]
    [InlineData(CoordinationFailure.Unavailable, 503, ProblemTypes.StoreLost)]
    [InlineData(CoordinationFailure.Closed, 503, ProblemTypes.StoreLost)]
    [InlineData(CoordinationFailure.UnknownOutcome, 503, ProblemTypes.UnknownOutcome)]
    [InlineData(CoordinationFailure.Refused, 503, ProblemTypes.StoreRefused)]
    [InlineData(CoordinationFailure.Incompatible, 503, ProblemTypes.StoreRefused)]
    [InlineData(CoordinationFailure.TooLarge, 507, ProblemTypes.StoreFull)]
    [InlineData(CoordinationFailure.LeaseGone, 409, ProblemTypes.LeaseGone)]
    public void Failure_of_the_store_is_a_problem_that_says_what_to_do(CoordinationFailure failure, int status, string type)
    {
        var problem = StoreProblems.Of(new CoordinationException(failure, "what the store said"));

        Assert.Equal((status, type), (problem.Status, problem.Type));
    }

    [Theory]
    [InlineData("GET", "elections", null)]
    [InlineData("GET", "elections/billing", null)]
    [InlineData("GET", "elections/billing/check?token=1", null)]
    [InlineData("POST", "elections/billing/campaign", """{"candidate":"a"}""")]
    [InlineData("POST", "elections/billing/renew", """{"lease":"1"}""")]
    [InlineData("POST", "elections/billing/resign", """{"lease":"1"}""")]
    [InlineData("GET", "locks", null)]
    [InlineData("GET", "locks/report", null)]
    [InlineData("POST", "locks/report/acquire", """{"owner":"a"}""")]
    [InlineData("POST", "locks/report/release", """{"lease":"1"}""")]
    [InlineData("GET", "members", null)]
    [InlineData("GET", "members/workers", null)]
    [InlineData("PUT", "members/workers/w1", "{}")]
    [InlineData("DELETE", "members/workers/w1?lease=1", null)]
    public async Task Store_that_is_lost_is_said_with_when_to_ask_again(string method, string path, string? body)
    {
        await using var node = await Node.StartAsync();
        node.Store.Fault = CoordinationFailure.Unavailable;

        var detail = await node.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.StoreLost, method, path, body);

        Assert.Contains("Traffic goes on", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_without_coordination_has_no_such_pages()
    {
        await using var api = await AdminApi.StartAsync();

        using var response = await api.SendAsync("GET", "/api/v1/elections");

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, ProblemTypes.NotFound);
    }

    [Fact]
    public async Task App_may_do_all_of_it_and_reader_may_look()
    {
        await using var node = await Node.StartAsync(tokens: AdminApi.AllRoles);

        using var campaign = await node.SendAsync("POST", "elections/billing/campaign", """{"candidate":"a"}""", AdminApi.AppToken);
        using var look = await node.SendAsync("GET", "elections/billing", null, AdminApi.ReaderToken);
        using var appLook = await node.SendAsync("GET", "locks", null, AdminApi.AppToken);
        using var operates = await node.SendAsync("POST", "locks/report/acquire", """{"owner":"ops"}""", AdminApi.OperatorToken);
        var detail = await node.ProblemAsync(
            HttpStatusCode.Forbidden, ProblemTypes.RoleNeeded, "POST", "locks/report/acquire", """{"owner":"a"}""", AdminApi.ReaderToken);
        await node.ProblemAsync(HttpStatusCode.Unauthorized, ProblemTypes.Unauthenticated, "GET", "elections/billing", null, "wrong");
        await node.ProblemAsync(HttpStatusCode.Forbidden, ProblemTypes.RoleNeeded, "GET", "status", null, AdminApi.AppToken);

        Assert.All([campaign, look, appLook, operates], response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Contains("app or operator", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_beyond_the_limit_is_refused_whether_its_length_is_said_or_not(bool said)
    {
        await using var node = await Node.StartAsync();
        var text = $$"""{"candidate":"a","value":"{{new string('x', AgreementLimits.BodyBytesMax)}}"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, node.Url("elections/billing/campaign"));
        request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = !said;

        using var response = await node.Client.SendAsync(request);

        var detail = await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
        Assert.Contains("8192", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "elections/perdure.rollout/campaign", """{"candidate":"a"}""")]
    [InlineData("POST", "elections/perdure.rollout/resign", """{"lease":"1"}""")]
    [InlineData("POST", "locks/perdure.any/acquire", """{"owner":"a"}""")]
    [InlineData("PUT", "members/perdure.any/w1", "{}")]
    public async Task What_perdure_itself_agrees_on_is_not_for_services(string method, string path, string body)
    {
        await using var node = await Node.StartAsync();

        var detail = await node.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, method, path, body);

        Assert.Contains("Perdure's own", detail, StringComparison.Ordinal);
        await node.AnswerAsync("GET", "elections/perdure.rollout");
    }

    [Fact]
    public async Task Value_beyond_what_the_store_takes_is_refused()
    {
        await using var node = await Node.StartAsync();
        var body = $$"""{"candidate":"a","value":"{{new string('x', 4097)}}"}""";

        await node.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, "POST", "elections/billing/campaign", body);
    }
}
