using System.Collections.Concurrent;
using System.Net;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Admission;

public sealed class DeadlineTests
{
    [Fact]
    public async Task Request_that_cannot_be_in_time_is_not_sent()
    {
        var sent = new ConcurrentBag<string>();
        await using var backend = await TestBackend.StartAsync(context =>
        {
            sent.Add(context.Request.Path);
            return Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, context.RequestAborted);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();
        var service = gateway.Server.Services[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/", "100000ms"));

        // 20 answers in a second or two, so that the service's time is known; after a longer pause it is not known any more.
        var tries = 0;
        await Eventually.Async(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => StatusAsync(client, "/", "100000ms")));
                if (service.RecentMedian.Us < 60_000)
                    return false;
                using var request = Request($"/hurried-{++tries}", "20ms");
                using var response = await client.SendAsync(request);
                Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
                return await BulkheadTests.ProblemOfAsync(response) == "urn:perdure:problem:deadline-too-short";
            },
            "a request is refused because its deadline is too short");

        Assert.DoesNotContain($"/hurried-{tries}", sent);
        Assert.Equal((1, 1), (service.Counters.Shed, service.Counters.TooLate));
    }

    [Fact]
    public async Task Service_that_is_not_known_yet_is_asked_whatever_the_deadline()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();

        await StatusAsync(client, "/", "1ms");
        Assert.Equal(0, gateway.Server.Services[0].Counters.TooLate);
    }

    private static HttpRequestMessage Request(string path, string deadline) => new(HttpMethod.Get, path) { Headers = { { "X-Request-Deadline", deadline } } };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string deadline)
    {
        using var request = Request(path, deadline);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
