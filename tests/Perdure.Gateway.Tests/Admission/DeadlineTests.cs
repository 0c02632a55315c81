using System.Net;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Admission;

public sealed class DeadlineTests
{
    [Fact]
    public async Task Request_that_cannot_be_in_time_is_not_sent()
    {
        await using var backend = await TestBackend.StartAsync(context => Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, context.RequestAborted));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();
        var service = gateway.Server.Services[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "5000ms"));
        // 20 answers in a second or two, so that the service's time is known.
        await Eventually.Async(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => StatusAsync(client, "5000ms")));
                return service.RecentMedian.Us >= 60_000;
            },
            "the median is known");
        var sent = backend.Requests;

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Request-Deadline", "20ms" } } };
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("urn:perdure:problem:deadline-too-short", await BulkheadTests.ProblemOfAsync(response));
        Assert.Equal(sent, backend.Requests);
        Assert.Equal((1, 1), (service.Counters.Shed, service.Counters.TooLate));
    }

    [Fact]
    public async Task Service_that_is_not_known_yet_is_asked_whatever_the_deadline()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();

        await StatusAsync(client, "1ms");

        Assert.Equal(0, gateway.Server.Services[0].Counters.TooLate);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string deadline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Request-Deadline", deadline } } };
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
