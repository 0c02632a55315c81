using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Hedging;

/// <summary>Many races at once over few connections, with every kind of end: no answer is mixed up, nothing is left over, no POST runs twice.</summary>
public sealed class HedgingChaosTests
{
    private const int Clients = 12;
    private const int RequestsEach = 50;

    // Who wins is the machine's: as long as only one kind of copy has won, there is another round.
    private const int RoundsMax = 10;

    [Theory]
    [InlineData(1, HttpProtocols.Http1, UpstreamProtocol.Http1)]
    [InlineData(2, HttpProtocols.Http2, UpstreamProtocol.Http2)]
    public async Task Every_answer_is_the_right_one_and_nothing_is_left_over(int seed, HttpProtocols spoken, UpstreamProtocol protocol)
    {
        var random = new RandomFaults(seed);
        await using var one = await TestBackend.StartAsync(random.ServeAsync, spoken);
        await using var other = await TestBackend.StartAsync(random.ServeAsync, spoken);
        await using var third = await TestBackend.StartAsync(random.ServeAsync, spoken);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(one.Url, other.Url, third.Url) with
        {
            Protocol = protocol,
            Balancing = new BalancingModel { Policy = BalancingPolicy.Random },
            CircuitBreaker = new CircuitBreakerModel { Enabled = false },
            OutlierDetection = new OutlierDetectionModel { Enabled = false },
            Hedge = new HedgeModel { After = TimeSpan.FromMilliseconds(3), Budget = 0.5 },
        });
        using var client = gateway.Client();
        var (good, wrong) = (0, new ConcurrentBag<string>());

        var counters = gateway.Server.Services[0].Counters;
        var rounds = 0;
        do
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(AskAsync));
        while (++rounds < RoundsMax && (counters.HedgesWon == 0 || counters.Hedges == counters.HedgesWon));

        Assert.True(wrong.IsEmpty, $"seed {seed}: {string.Join("; ", wrong.Take(5))}");
        Assert.True(good > rounds * Clients * RequestsEach / 2, $"seed {seed}: {good} good answers in {rounds} rounds");
        Assert.True(counters.HedgesWon > 0 && counters.Hedges > counters.HedgesWon, $"seed {seed}: {counters.HedgesWon} of {counters.Hedges} won");
        Assert.True(random.Executed.Values.All(times => times == 1), $"seed {seed}: a POST ran more than once");
        await Eventually.Async(
            () => gateway.Server.InFlight == 0 && gateway.Server.Services[0].Pool.Instances.All(instance => instance.InFlight == 0), $"seed {seed}: nothing is in flight");

        async Task AskAsync(int number)
        {
            var round = rounds;
            for (var at = 0; at < RequestsEach; at++)
            {
                var post = random.Chance(0.2);
                var path = $"/{round}/{number}/{at}";
                using var impatient = new CancellationTokenSource(random.Chance(0.1) ? TimeSpan.FromMilliseconds(6) : Timeout.InfiniteTimeSpan);
                using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, path) { Content = post ? new StringContent(path) : null };
                try
                {
                    using var response = await client.SendAsync(request, impatient.Token);
                    var body = await response.Content.ReadAsStringAsync(impatient.Token);
                    if (response.StatusCode == HttpStatusCode.OK && body == RandomFaults.AnswerTo(path))
                        Interlocked.Increment(ref good);
                    else if (response.StatusCode < HttpStatusCode.InternalServerError)
                        wrong.Add($"{path}: {(int)response.StatusCode} {body[..Math.Min(40, body.Length)]}");
                }
                catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
                {
                    // The client's own haste, or an answer that broke off half-way and was cut.
                }
            }
        }
    }

    private sealed class RandomFaults(int seed)
    {
        private readonly Random _random = new(seed);

        public ConcurrentDictionary<string, int> Executed { get; } = new();

        public static string AnswerTo(string path) => string.Concat(Enumerable.Repeat(path + " ", path.Length % 3 == 0 ? 2_000 : 3));

        public bool Chance(double part)
        {
            lock (_random)
                return _random.NextDouble() < part;
        }

        public async Task ServeAsync(HttpContext context)
        {
            var path = context.Request.Path.Value!;
            if (context.Request.Method == "POST")
                Executed.AddOrUpdate(path, 1, (_, times) => times + 1);
            if (Chance(0.4))
                await Task.Delay(TimeSpan.FromMilliseconds(Chance(0.5) ? 2 : 12), TimeProvider.System);
            if (Chance(0.05))
            {
                context.Abort();
                return;
            }

            if (Chance(0.1))
            {
                context.Response.StatusCode = 500;
                return;
            }

            var answer = AnswerTo(path);
            if (Chance(0.5))
                context.Response.ContentLength = answer.Length;
            await context.Response.WriteAsync(answer[..2]);
            if (Chance(0.1))
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            if (Chance(0.02))
                context.Abort();
            else
                await context.Response.WriteAsync(answer[2..]);
        }
    }
}
