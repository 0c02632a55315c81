using System.Globalization;
using Perdure.Gauntlet.Instances;
using Perdure.Load;

namespace Perdure.Gauntlet.Traffic;

/// <summary>
/// The clients of a run: open-loop Poisson arrivals, one in ten a POST, each with a deadline that counts from its intended send
/// time. Every answer is compared with the body it should have.
/// </summary>
public sealed class ClientTraffic : IDisposable
{
    private const int PostPerCent = 10;
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
        (_options, _time) = (options, time);
        _load = new LoadOptions { RatePerSecond = options.RatePerSecond, Seed = options.Seed, DrainTimeout = options.Deadline * 2 };
        var schedule = new ArrivalSchedule(_load);
        var due = new List<double>();
        for (var last = 0.0; last < options.Length.TotalMilliseconds + 1000; due.Add(last)) last = schedule.Next().DueUs / 1000.0;
        _dueMs = [.. due];
        _samples = new Sample?[due.Count];
        var handler = new SocketsHttpHandler { ConnectTimeout = options.Deadline, UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        _client = new HttpClient(handler) { BaseAddress = gateway, Timeout = Timeout.InfiniteTimeSpan };
    }

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
        await OutcomeAsync(request, null, _options.Deadline, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async ValueTask<LoadOutcome> SendAsync(LoadRequest planned, CancellationToken cancel)
    {
        if (planned.Sequence >= _dueMs.Length) return LoadOutcome.Failure("beyond the plan");
        var intendedMs = _startedMs + _dueMs[planned.Sequence];
        var kind = planned.Random % 100 < PostPerCent ? RequestKind.Post : RequestKind.Get;
        var left = _options.Deadline - TimeSpan.FromMilliseconds(Math.Max(0, ExecutionLog.NowMs(_time) - intendedMs));
        var size = kind == RequestKind.Post ? 32 : _options.BodyBytes;
        using var request = new HttpRequestMessage(
            kind == RequestKind.Post ? HttpMethod.Post : HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"/{(kind == RequestKind.Post ? "orders" : "item")}?size={size}"));
        request.Headers.Add("X-Request-Number", planned.Sequence.ToString(CultureInfo.InvariantCulture));
        if (kind == RequestKind.Post) request.Content = new StringContent("{\"sku\":\"a-1\",\"count\":1}");
        var reason = left <= TimeSpan.Zero ? "deadline" : await OutcomeAsync(request, Body.Of(size), left, cancel);
        var latencyMs = ExecutionLog.NowMs(_time) - intendedMs;
        if (reason is null && latencyMs > _options.Deadline.TotalMilliseconds) reason = "deadline";
        _samples[planned.Sequence] = new Sample(kind, intendedMs, latencyMs, reason);
        return reason is null ? LoadOutcome.Success : LoadOutcome.Failure(reason);
    }

    private async Task<string?> OutcomeAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? expected, TimeSpan left, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(left, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode) return string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}");
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return expected is not { } whole || whole.Span.SequenceEqual(body) ? null : Sample.SilentTruncation;
        }
        catch (OperationCanceledException)
        {
            return "deadline";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.ConnectionError ? "refused" : "cut short";
        }
        catch (IOException)
        {
            return "cut short";
        }
    }
}
