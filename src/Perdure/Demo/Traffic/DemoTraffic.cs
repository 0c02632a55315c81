using System.Collections.Concurrent;
using System.Net.Http.Json;
using Perdure.Demo.Scenarios;
using Perdure.Load;

namespace Perdure.Demo.Traffic;

/// <summary>The shop's customers: GETs and POSTs as two open loops, so that the table can tell them apart. Thread-safe.</summary>
internal sealed class DemoTraffic : IDisposable
{
    private readonly PhaseRecorder _gets;
    private readonly PhaseRecorder _posts;
    private readonly HttpSender _getSender;
    private readonly HttpSender _postSender;
    private readonly OpenLoopLoad _getLoad;
    private readonly OpenLoopLoad _postLoad;
    private readonly ConcurrentQueue<string> _acknowledged = new();
    private readonly ConcurrentQueue<(DemoScenario Scenario, PhasePart Part)> _phases = new();

    public DemoTraffic(TimeProvider time, DemoOptions options, Uri gateway)
    {
        _gets = new PhaseRecorder(time);
        _posts = new PhaseRecorder(time);
        var sending = new HttpSenderOptions { Timeout = TimeSpan.FromSeconds(10) };
        _getSender = new HttpSender(time, sending, request => new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, PathOf(request))));
        _postSender = new HttpSender(time, sending, request => new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/payments"))
        {
            Content = JsonContent.Create(new { id = PaymentOf(request), amountCents = (int)(request.Random % 10_000) + 1 }),
        });
        _getLoad = new OpenLoopLoad(time, LoadOf(0.9, options.Seed), _gets, _getSender.SendAsync);
        _postLoad = new OpenLoopLoad(time, LoadOf(0.1, ~options.Seed), _posts, PayAsync);

        LoadOptions LoadOf(double share, ulong seed) => new() { RatePerSecond = options.RatePerSecond * share, Seed = seed };
    }

    /// <summary>Payments that were answered as executed.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>From now on requests belong to this part of this scenario.</summary>
    public void Begin(DemoScenario scenario, PhasePart part)
    {
        var name = $"{scenario.Name}/{part}";
        _gets.Begin(name);
        _posts.Begin(name);
        _phases.Enqueue((scenario, part));
    }

    /// <summary>What clients have seen so far, part by part.</summary>
    public IReadOnlyList<PhaseRow> Rows() =>
        [.. _phases.Zip(_gets.Reports(), _posts.Reports()).Select(p => new PhaseRow(p.First.Scenario, p.First.Part, p.Second, p.Third))];

    /// <summary>Sends until <paramref name="stop"/>, then waits for the answers that are still to come.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_getLoad.RunAsync(stop), _postLoad.RunAsync(stop));

    public void Dispose()
    {
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

    private async ValueTask<LoadOutcome> PayAsync(LoadRequest request, CancellationToken cancel)
    {
        var outcome = await _postSender.SendAsync(request, cancel);
        if (outcome.Good) _acknowledged.Enqueue(PaymentOf(request));
        return outcome;
    }
}
