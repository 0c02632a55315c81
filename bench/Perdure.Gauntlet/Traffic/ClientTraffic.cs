using System.Globalization;
using Perdure.Gauntlet.Instances;
using Perdure.Load;

namespace Perdure.Gauntlet.Traffic;

/// <summary>
/// The clients of a run: open-loop Poisson arrivals, each with a deadline that counts from its intended send time. Every answer is compared with the body it should have.
/// </summary>
public sealed class ClientTraffic : IDisposable
{
    private readonly TrafficOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly double[] _dueMs;
    private readonly Sample?[] _samples;
    private readonly LoadOptions _load;
    private double _startedMs;

    /// <summary>Plans the traffic towards <paramref name="gateway"/>.</summary>
    public ClientTraffic(Uri gateway, TrafficOptions options, TimeProvider time)
    {
        (_options, _time, Gateway) = (options, time, gateway);
        _load = new LoadOptions { RatePerSecond = options.RatePerSecond, Seed = options.Seed, DrainTimeout = options.Deadline * (2 + options.Retries) };
        var schedule = new ArrivalSchedule(_load);
        var due = new List<double>();
        for (var last = 0.0; last < options.Length.TotalMilliseconds + 1000; due.Add(last)) last = schedule.Next().DueUs / 1000.0;
        _dueMs = [.. due];
        _samples = new Sample?[due.Count];
        _client = ClientSockets.Create(gateway, options.Deadline, options.Addresses);
    }

    /// <summary>Where they go.</summary>
    public Uri Gateway { get; }

    /// <summary>The requests that have ended, in the order in which they were meant to be sent.</summary>
    public IReadOnlyList<Sample> Samples => [.. _samples.OfType<Sample>()];

    /// <summary>Sends the planned requests until <paramref name="stop"/> and waits for their answers.</summary>
    /// <returns>Most that a request left late, in ms: how far the generator itself kept up.</returns>
    public async Task<double> RunAsync(CancellationToken stop)
    {
        var recorder = new PhaseRecorder(_time);
        recorder.Begin("all");
        var load = new OpenLoopLoad(_time, _load, recorder, SendAsync);
        _startedMs = ExecutionLog.NowMs(_time);
        await load.RunAsync(stop);
        return recorder.Current().MaxLatenessMs;
    }

    /// <summary>Sends a request that kills whoever executes it, and waits for whatever comes of it.</summary>
    public async Task PoisonAsync(string fingerprint, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/poison");
        request.Headers.Add("X-Request-Number", fingerprint);
        await ClientAnswer.OfAsync(_client, request, null, _options.Deadline, _time, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async ValueTask<LoadOutcome> SendAsync(LoadRequest planned, CancellationToken cancel)
    {
        if (planned.Sequence >= _dueMs.Length) return LoadOutcome.Failure("beyond the plan");
        var dueMs = _dueMs[planned.Sequence];
        // Thinning a Poisson process leaves a Poisson process: what is not offered at this time was never due. Bits that choose nothing else.
        if (_options.Profile is { } profile && (planned.Random >> 40) % 10_000 >= profile(dueMs) * 10_000) return LoadOutcome.Success;
        var intendedMs = _startedMs + dueMs;
        var kind = planned.Random % 100 < (ulong)_options.PostPerCent ? RequestKind.Post : RequestKind.Get;
        var importance = _options.Classes ? ClassOf((planned.Random >> 20) % 5) : RequestClass.Standard;
        var (tries, from) = (0, intendedMs);
        double leftMs;
        ClientAnswer answer;
        do
        {
            leftMs = ExecutionLog.NowMs(_time);
            if (tries++ > 0) from = leftMs;
            using var request = RequestOf(planned.Sequence, kind, importance, out var expected);
            answer = await ClientAnswer.OfAsync(_client, request, expected, _options.Deadline - TimeSpan.FromMilliseconds(leftMs - from), _time, cancel);
            // An answer that is right and too late is as lost as none.
            if (answer.Reason is null && ExecutionLog.NowMs(_time) - from > _options.Deadline.TotalMilliseconds) answer = answer with { Reason = "deadline" };
        }
        while (answer.Reason is not null && tries <= _options.Retries && !cancel.IsCancellationRequested);
        _samples[planned.Sequence] = new Sample(kind, intendedMs, ExecutionLog.NowMs(_time) - intendedMs, answer.Reason)
        {
            Class = importance, LeftAfterMs = leftMs - intendedMs, Tries = tries, Status = answer.Status,
        };
        return answer.Reason is null ? LoadOutcome.Success : LoadOutcome.Failure(answer.Reason);
    }

    private static RequestClass ClassOf(ulong fifth) => fifth switch { 0 => RequestClass.Critical, < 3 => RequestClass.Standard, _ => RequestClass.Optional };

    private HttpRequestMessage RequestOf(long sequence, RequestKind kind, RequestClass importance, out ReadOnlyMemory<byte> expected)
    {
        var size = kind == RequestKind.Post ? 32 : _options.BodyBytes;
        expected = Body.Of(size);
        var path = kind == RequestKind.Post ? "orders" : importance switch { RequestClass.Critical => "critical/item", RequestClass.Optional => "optional/item", _ => "item" };
        var request = new HttpRequestMessage(
            kind == RequestKind.Post ? HttpMethod.Post : HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/{path}?size={size}"));
        request.Headers.Add("X-Request-Number", sequence.ToString(CultureInfo.InvariantCulture));
        if (kind == RequestKind.Post) request.Content = new StringContent("{\"sku\":\"a-1\",\"count\":1}");
        return request;
    }
}
