using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Perdure.Demo.Scenarios;
using Perdure.Load;

namespace Perdure.Demo.Traffic;

/// <summary>The shop's customers: GETs, POSTs and a crowd as open loops of their own, so that the table can tell them apart. Thread-safe.</summary>
internal sealed class DemoTraffic : IDisposable
{
    /// <summary>With the 144 product pages a second of the others, three times what the catalog can do in that act.</summary>
    private const double CrowdPerSecond = 630;

    private readonly PhaseRecorder _gets;
    private readonly PhaseRecorder _posts;
    private readonly PhaseRecorder _crowd;
    private readonly HttpSender _getSender;
    private readonly HttpSender _postSender;
    private readonly OpenLoopLoad _getLoad;
    private readonly OpenLoopLoad _postLoad;
    private readonly OpenLoopLoad _crowdLoad;
    private readonly HttpSender _crowdSender;
    private readonly ConcurrentQueue<string> _acknowledged = new();
    private readonly ConcurrentQueue<(DemoScenario Scenario, PhasePart Part, long FallbacksBefore, long DeferredBefore)> _phases = new();
    private long _fallbacks;
    private long _deferred;
    private volatile bool _keyed;

    public DemoTraffic(TimeProvider time, DemoOptions options, Uri gateway)
    {
        _gets = new PhaseRecorder(time);
        _posts = new PhaseRecorder(time);
        _crowd = new PhaseRecorder(time);
        var sending = new HttpSenderOptions { Timeout = TimeSpan.FromSeconds(10) };
        _getSender = new HttpSender(time, sending with { Answered = CountFallback }, request => new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, PathOf(request))));
        _postSender = new HttpSender(time, sending with { Answered = CountDeferred }, request => PaymentTo(new Uri(gateway, "/payments"), request));
        _crowdSender = new HttpSender(time, sending, _ => new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/catalog/items")));
        _crowdLoad = new OpenLoopLoad(time, new LoadOptions { RatePerSecond = CrowdPerSecond, Seed = options.Seed + 1 }, _crowd, _crowdSender.SendAsync);
        _getLoad = new OpenLoopLoad(time, LoadOf(0.9, options.Seed), _gets, _getSender.SendAsync);
        _postLoad = new OpenLoopLoad(time, LoadOf(0.1, ~options.Seed), _posts, PayAsync);

        LoadOptions LoadOf(double share, ulong seed) => new() { RatePerSecond = options.RatePerSecond * share, Seed = seed };
    }

    /// <summary>Payments that were answered as executed, or as accepted to be executed later.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>How many of them were accepted to be executed later.</summary>
    public long Deferred => Interlocked.Read(ref _deferred);

    /// <summary>From now on requests belong to this part of this scenario.</summary>
    public void Begin(DemoScenario scenario, PhasePart part)
    {
        var name = $"{scenario.Name}/{part}";
        _gets.Begin(name);
        _posts.Begin(name);
        _crowd.Begin(name);
        // Without keys before, so that it shows that no payment is repeated which may have been executed.
        _keyed |= scenario == DemoScenarios.Payments;
        _phases.Enqueue((scenario, part, Interlocked.Read(ref _fallbacks), Deferred));
    }

    /// <summary>What clients have seen so far, part by part.</summary>
    public IReadOnlyList<PhaseRow> Rows()
    {
        var phases = _phases.ToArray();
        var (gets, posts, crowd) = (_gets.Reports(), _posts.Reports(), _crowd.Reports());
        // A phase may begin between two of these lines; it is told the next time.
        var count = Math.Min(phases.Length, crowd.Count);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new PhaseRow(phases[i].Scenario, phases[i].Part, gets[i], posts[i])
            {
                Crowd = crowd[i].Sent > 0 ? crowd[i] : null,
                Fallbacks = (i + 1 < phases.Length ? phases[i + 1].FallbacksBefore : Interlocked.Read(ref _fallbacks)) - phases[i].FallbacksBefore,
                Deferred = (i + 1 < phases.Length ? phases[i + 1].DeferredBefore : Deferred) - phases[i].DeferredBefore,
            }),
        ];
    }

    /// <summary>Sends until <paramref name="stop"/>, then waits for the answers that are still to come.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_getLoad.RunAsync(stop), _postLoad.RunAsync(stop));

    /// <summary>The crowd comes, until <paramref name="leaves"/>. To be called once.</summary>
    public Task CrowdAsync(CancellationToken leaves) => _crowdLoad.RunAsync(leaves);

    public void Dispose()
    {
        _crowdSender.Dispose();
        _getSender.Dispose();
        _postSender.Dispose();
    }

    /// <summary>Four in five look at the catalog, the fifth at recommendations.</summary>
    private static string PathOf(LoadRequest request) => (request.Random % 10) switch
    {
        < 6 => $"/catalog/items/{request.Random / 10 % 100 + 1}",
        < 8 => "/catalog/popular",
        _ => $"/recommendations/user-{request.Random / 10 % 1000}",
    };

    private static string PaymentOf(LoadRequest request) => $"order-{request.Sequence}";

    private HttpRequestMessage PaymentTo(Uri address, LoadRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = JsonContent.Create(new { id = PaymentOf(request), amountCents = (int)(request.Random % 10_000) + 1 }),
        };
        if (_keyed) message.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"pay-{PaymentOf(request)}\"");
        return message;
    }

    private void CountDeferred(HttpResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.Accepted) Interlocked.Increment(ref _deferred);
    }

    private void CountFallback(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Proxy-Status", out var values)
            && values.Any(v => v.Contains("fallback", StringComparison.Ordinal)))
            Interlocked.Increment(ref _fallbacks);
    }

    private async ValueTask<LoadOutcome> PayAsync(LoadRequest request, CancellationToken cancel)
    {
        var outcome = await _postSender.SendAsync(request, cancel);
        if (outcome.Good) _acknowledged.Enqueue(PaymentOf(request));
        return outcome;
    }
}
