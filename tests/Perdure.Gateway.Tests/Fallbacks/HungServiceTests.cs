using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Observing;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Fallbacks;

/// <summary>A service that takes requests and never answers, as one that was stopped.</summary>
public sealed class HungServiceTests
{
    private static readonly TimeoutsModel Impatient = TestGateway.Patient with { Attempt = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task Once_its_breaker_is_open_nobody_waits_for_it()
    {
        await using var rig = await StartAsync(null, new FallbackModel { Answer = new StaticAnswer { Body = "[]" } });
        await OpenBreakerAsync(rig, "/list");
        var looks = new Looks(rig);
        for (var at = 0; at < 50; at++)
            Assert.Equal("[]", (await rig.GetAsync("/list")).Body);

        looks.AssertFew();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public async Task While_something_stands_ready_it_is_not_waited_for_again_and_again(int instances, int attempts)
    {
        var seen = new EndsSeen();
        await using var rig = await StartAsync(null, false, instances, seen, new FallbackModel { Answer = new StaticAnswer { Body = "[]" } });

        Assert.Equal("[]", (await rig.GetAsync("/list")).Body);

        // Counted where they are made: an attempt may be over before the instance learns of it.
        await Eventually.Async(() => seen.All.Count == 1, "the request has ended");
        Assert.Equal(attempts, seen.All[0].Attempts);
    }

    [Fact]
    public async Task Once_its_breaker_is_open_pages_that_nobody_asked_for_since_are_stale_at_once()
    {
        var hangs = false;
        await using var rig = await StartAsync(() => hangs);
        for (var at = 0; at < 10; at++)
            await rig.GetAsync($"/page{at}");
        hangs = true;
        await LoseTimeAsync(rig);
        await OpenBreakerAsync(rig, "/other");
        var looks = new Looks(rig);
        for (var at = 0; at < 10; at++)
        {
            var answer = await rig.GetAsync($"/page{at}");
            Assert.Equal((200, "page"), (answer.Status, answer.Body));
            Assert.Contains("stale", answer.ProxyStatus, StringComparison.Ordinal);
        }

        looks.AssertFew();
    }

    [Fact]
    public async Task Page_that_was_waited_for_once_in_vain_is_not_waited_for_again()
    {
        var hangs = false;
        await using var rig = await StartAsync(() => hangs, false, 1, null);
        await rig.GetAsync("/page");
        hangs = true;
        await LoseTimeAsync(rig);

        Assert.Equal("page", (await rig.GetAsync("/page")).Body);
        var looks = new Looks(rig);
        for (var at = 0; at < 50; at++)
            Assert.Equal("page", (await rig.GetAsync("/page")).Body);

        looks.AssertFew();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Whether_it_is_back_is_found_out_behind_the_scenes(string method)
    {
        var hangs = new TaskCompletionSource();
        var (broken, waiting) = (true, 0);
        await using var rig = await CacheRig.StartAsync(
            async context =>
            {
                context.Response.StatusCode = broken ? 500 : 200;
                if (broken)
                    return;
                Interlocked.Increment(ref waiting);
                await hangs.Task;
                await context.Response.WriteAsync("back");
            },
            null,
            model => model with
            {
                Services = [model.Services[0] with { CircuitBreaker = new CircuitBreakerModel { MinimumRequests = 5, OpenFor = TimeSpan.FromMilliseconds(50) } }],
            },
            new FallbackModel { Answer = new StaticAnswer { Body = "[]", Status = 203 } });
        await OpenBreakerAsync(rig, "/list");
        broken = false;

        // Were a client made to look, it would wait until the service answers, which it does only after all of them.
        await Eventually.Async(
            async () => (await rig.SendAsync(new HttpMethod(method), "/list").WaitAsync(TimeSpan.FromSeconds(50))).Status == 203 && Volatile.Read(ref waiting) > 0, "a look at the service");
        hangs.SetResult();

        await Eventually.Async(async () => (await rig.SendAsync(new HttpMethod(method), "/list")).Status == 200, "answers of the service");
        await Eventually.Async(() => rig.Gateway.Server.InFlight == 0 && rig.Gateway.Server.Services[0].Pool.Instances[0].InFlight == 0, "nothing is in flight");
    }

    private static async Task OpenBreakerAsync(CacheRig rig, string target)
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => rig.GetAsync(target)));
    }

    // From here on nobody waits for an answer for long; until then nothing may fail because it took its time.
    private static Task LoseTimeAsync(CacheRig rig)
    {
        var model = rig.Gateway.Server.Model;
        return rig.Gateway.Server.ReloadAsync(model with { Services = [model.Services[0] with { Timeouts = Impatient }] }, CancellationToken.None);
    }

    private static Task<CacheRig> StartAsync(Func<bool>? hangs, params FallbackModel[] fallbacks) => StartAsync(hangs, true, 1, null, fallbacks);

    private static Task<CacheRig> StartAsync(Func<bool>? hangs, bool breaker, int instances, EndsSeen? seen, params FallbackModel[] fallbacks) => CacheRig.StartAsync(
        null,
        seen,
        async context =>
        {
            if (hangs?.Invoke() ?? true)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Age = "100";
            await context.Response.WriteAsync("page");
        },
        hangs is null ? null : new CacheModel(),
        model => model with
        {
            Services =
            [
                model.Services[0] with
                {
                    Instances = [.. Enumerable.Range(0, instances).Select(at => model.Services[0].Instances[0] with { Id = $"main-{at}" })],
                    Timeouts = hangs is null ? Impatient : TestGateway.Patient,
                    CircuitBreaker = new CircuitBreakerModel { Enabled = breaker, MinimumRequests = 5, OpenFor = TimeSpan.FromSeconds(30) },
                },
            ],
        },
        fallbacks);

    /// <summary>How often the instance is asked from the making of it on.</summary>
    private sealed class Looks(CacheRig rig)
    {
        private readonly int _before = rig.Backend.Requests;
        private readonly long _since = TimeProvider.System.GetTimestamp();

        // About once a second it is looked whether it is back.
        public void AssertFew() => Assert.InRange(rig.Backend.Requests - _before, 0, 10 + (int)TimeProvider.System.GetElapsedTime(_since).TotalSeconds);
    }
}
