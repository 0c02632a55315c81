using System.Net;
using Perdure.Console.Durability;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;
using Perdure.Durability.Storage;

namespace Perdure.Console.Tests.Durability;

public sealed class DurableProblemTests
{
    [Theory]
    [InlineData(DurabilityFailure.Unavailable, 503, ProblemTypes.DurableUnavailable)]
    [InlineData(DurabilityFailure.Incompatible, 503, ProblemTypes.DurableUnavailable)]
    [InlineData(DurabilityFailure.Corrupt, 503, ProblemTypes.DurableUnavailable)]
    [InlineData(DurabilityFailure.UnknownOutcome, 503, ProblemTypes.UnknownOutcome)]
    [InlineData(DurabilityFailure.Full, 503, ProblemTypes.DurableFull)]
    [InlineData(DurabilityFailure.TooLarge, 413, ProblemTypes.BodyTooLarge)]
    [InlineData(DurabilityFailure.Invalid, 400, ProblemTypes.Invalid)]
    public void Failure_of_the_store_is_a_problem_that_says_what_to_do(DurabilityFailure failure, int status, string type)
    {
        var problem = DurableProblems.Of(new DurabilityException(failure, "what the store said"));

        Assert.Equal((status, type), (problem.Status, problem.Type));
        Assert.Contains("hat the store said", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "queues/mail", "{}")]
    [InlineData("POST", "queues/mail/lease", "{}")]
    [InlineData("POST", "queues/mail/complete", """{"id":"a","token":1}""")]
    [InlineData("GET", "queues", null)]
    [InlineData("POST", "queues/mail/purge", """{"state":"dead"}""")]
    [InlineData("GET", "checkpoints/a", null)]
    [InlineData("PUT", "checkpoints/a", "x")]
    public async Task Store_that_is_not_open_is_said_with_why(string method, string path, string? body)
    {
        await using var api = await DurableApi.StartAsync();
        api.Node.IsOpen = false;

        var detail = await api.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.DurableUnavailable, method, path, body);

        Assert.Contains("stop that one", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "checkpoints/a")]
    [InlineData("POST", "queues/mail")]
    public async Task Node_without_a_store_says_what_to_declare(string method, string path)
    {
        await using var api = await DurableApi.StartAsync();
        (api.Node.IsOpen, api.Node.Declared, api.Node.Queues) = (false, false, []);

        var detail = await api.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.NotDurable, method, path);

        Assert.Contains("durability: { engine: sqlite }", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_queue_names_the_nearest_one()
    {
        await using var api = await DurableApi.StartAsync();

        var detail = await api.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.UnknownQueue, "POST", "queues/mial", "{}");

        Assert.Contains("Did you mean \"mail\"?", detail, StringComparison.Ordinal);
        await api.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.UnknownJob, "GET", "queues/mail/jobs/nobody");
    }

    [Fact]
    public async Task Full_queue_accepts_nothing_and_says_so()
    {
        await using var api = await DurableApi.StartAsync();
        await api.EnqueueAsync("one-job", "{}");

        await api.ProblemAsync(HttpStatusCode.ServiceUnavailable, ProblemTypes.DurableFull, "POST", "queues/one-job", "{}");

        Assert.Equal(1, (await api.AnswerAsync(HttpStatusCode.OK, "GET", "queues/one-job")).GetProperty("pending").GetInt32());
    }

    [Theory]
    [InlineData("queues/mail", "")]
    [InlineData("queues/mail", "[]")]
    [InlineData("queues/mail", """{"payLoad":"a"}""")]
    [InlineData("queues/mail", """{"payload":"a","payloadBase64":"YQ=="}""")]
    [InlineData("queues/mail", """{"payload":"a","jobs":[]}""")]
    [InlineData("queues/mail", """{"jobs":[]}""")]
    [InlineData("queues/mail", """{"jobs":[null]}""")]
    [InlineData("queues/mail", """{"delay":"soon"}""")]
    [InlineData("queues/mail", """{"delay":"9000h"}""")]
    [InlineData("queues/mail", """{"group":""}""")]
    [InlineData("queues/mail/lease", """{"max":0}""")]
    [InlineData("queues/mail/lease", """{"lease":"1ms"}""")]
    [InlineData("queues/mail/lease", """{"wait":"2m"}""")]
    [InlineData("queues/mail/complete", """{"id":"a"}""")]
    [InlineData("queues/mail/complete", """{"token":1}""")]
    [InlineData("queues/mail/purge", "{}")]
    [InlineData("queues/mail/purge", """{"state":"claimed"}""")]
    [InlineData("queues/mail/retry", """{"max":-1}""")]
    public async Task Body_that_cannot_be_taken_is_refused(string path, string body)
    {
        await using var api = await DurableApi.StartAsync();

        await api.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.Invalid, "POST", path, body);
    }

    [Fact]
    public async Task Payload_beyond_its_limit_is_refused()
    {
        await using var api = await DurableApi.StartAsync();

        var detail = await api.ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge, "POST", "queues/mail", $$"""{"payload":"{{new string('a', (1 << 20) + 1)}}"}""");

        Assert.Contains("1048576", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "queues/mail", "{}", AdminApi.AppToken, 201)]
    [InlineData("POST", "queues/mail/lease", "{}", AdminApi.AppToken, 200)]
    [InlineData("POST", "queues/mail", "{}", AdminApi.ReaderToken, 403)]
    [InlineData("POST", "queues/mail/lease", "{}", AdminApi.ReaderToken, 403)]
    [InlineData("GET", "queues", null, AdminApi.ReaderToken, 200)]
    [InlineData("GET", "queues/mail/jobs", null, AdminApi.AppToken, 200)]
    [InlineData("POST", "queues/mail/purge", """{"state":"dead"}""", AdminApi.AppToken, 403)]
    [InlineData("POST", "queues/mail/retry", null, AdminApi.AppToken, 403)]
    [InlineData("POST", "queues/mail/purge", """{"state":"dead"}""", AdminApi.OperatorToken, 200)]
    [InlineData("PUT", "checkpoints/a", "x", AdminApi.AppToken, 204)]
    [InlineData("PUT", "checkpoints/a", "x", AdminApi.ReaderToken, 403)]
    [InlineData("GET", "checkpoints", null, AdminApi.ReaderToken, 200)]
    [InlineData("GET", "queues", null, null, 401)]
    public async Task Page_takes_its_role(string method, string path, string? body, string? token, int status)
    {
        await using var api = await DurableApi.StartAsync(AdminApi.AllRoles);

        using var answer = await api.SendAsync(method, path, body, token);

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
