using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Perdure.Load;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>
/// 90 % GETs and 10 % POSTs, each with a payment id of its own, as open loops; counted by the second in which they were meant to be sent.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const double RatePerSecond = 300;

    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any time-out of a node here: that a client gives up measures the machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly PhaseRecorder _gets = new(Time);
    private readonly PhaseRecorder _posts = new(Time);
    private readonly HttpSender _getSender;
    private readonly HttpSender _postSender;
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly ConcurrentQueue<string> _acknowledged = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private Traffic(Uri gateway)
    {
        var options = new HttpSenderOptions { Timeout = Patience };
        var payments = new Uri(gateway, "/payments");
        _getSender = new HttpSender(Time, options, request => new HttpRequestMessage(HttpMethod.Get, ItemOf(gateway, request)));
        _postSender = new HttpSender(Time, options, request => new HttpRequestMessage(HttpMethod.Post, payments)
        {
            Content = JsonContent.Create(new { id = PaymentOf(request), amountCents = 100 }),
        });
    }

    /// <summary>Every answer so far, in the order in which they ended.</summary>
    public IReadOnlyCollection<Answer> Answers => _answers;

    /// <summary>Payments that were answered as executed.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Begins to send; <see cref="PlayAsync"/> names what happens meanwhile.</summary>
    public static Traffic Start(Uri gateway)
    {
        var traffic = new Traffic(gateway);
        traffic.Begin("start");
        traffic._running = Task.WhenAll(
            traffic.LoadOf(0.9, 1, traffic._gets, traffic.GetAsync).RunAsync(traffic._stop.Token),
            traffic.LoadOf(0.1, 2, traffic._posts, traffic.PayAsync).RunAsync(traffic._stop.Token));
        return traffic;
    }

    /// <summary>Goes on for so many seconds, each of them a phase of its own.</summary>
    public async Task PlayAsync(string phase, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Begin($"{phase} +{i}s");
            await Task.Delay(Second, Time);
        }
    }

    /// <summary>From now on requests belong to another phase.</summary>
    public void Begin(string phase)
    {
        _gets.Begin(phase);
        _posts.Begin(phase);
    }

    /// <summary>Sends no more, waits for the answers that are still to come and closes its connections.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _getSender.Dispose();
        _postSender.Dispose();
    }

    /// <summary>No request of any phase failed.</summary>
    public void AssertAllGood() =>
        Assert.All(Answers, answer => Assert.True(answer.Outcome.Good, $"{answer.Method}: {answer.Outcome.Reason}"));

    /// <summary>What the GETs saw, second by second.</summary>
    public PhaseReport[] Gets(string phase) => Of(_gets, phase);

    /// <summary>What the POSTs saw, second by second.</summary>
    public PhaseReport[] Posts(string phase) => Of(_posts, phase);

    /// <summary>All of it, one line a second.</summary>
    public string Table()
    {
        var text = new StringBuilder("second                GET sent  failed     p50     p99     max   late  POST sent  failed  reasons\n");
        foreach (var (get, post) in _gets.Reports().Zip(_posts.Reports()))
        {
            var reasons = get.Reasons.Concat(post.Reasons).GroupBy(reason => reason.Key);
            text.Append(CultureInfo.InvariantCulture, $"{get.Name,-20}  {get.Sent,8}  {get.Sent - get.Good,6}  ")
                .Append(CultureInfo.InvariantCulture, $"{get.P50Ms,6:0.0}  {get.P99Ms,6:0.0}  {get.MaxMs,6:0.0}  ")
                .Append(CultureInfo.InvariantCulture, $"{get.MaxLatenessMs,5:0.0}  {post.Sent,9}  {post.Sent - post.Good,6}  ")
                .AppendJoin(", ", reasons.Select(of => $"{of.Key} {of.Sum(reason => reason.Value)}"))
                .Append('\n');
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private static PhaseReport[] Of(PhaseRecorder recorder, string phase) =>
        [.. recorder.Reports().Where(report => report.Name.StartsWith(phase + " +", StringComparison.Ordinal))];

    private static string PaymentOf(LoadRequest request) => $"order-{request.Sequence}";

    private static Uri ItemOf(Uri gateway, LoadRequest request) => new(gateway, $"/catalog/items/{(request.Random % 100) + 1}");

    private OpenLoopLoad LoadOf(
        double share, ulong seed, PhaseRecorder recorder, Func<LoadRequest, CancellationToken, ValueTask<LoadOutcome>> send) =>
        new(Time, new LoadOptions { RatePerSecond = RatePerSecond * share, Seed = seed, DrainTimeout = Patience }, recorder, send);

    private ValueTask<LoadOutcome> GetAsync(LoadRequest request, CancellationToken cancel) => SendAsync(_getSender, "GET", request, cancel);

    private async ValueTask<LoadOutcome> PayAsync(LoadRequest request, CancellationToken cancel)
    {
        var outcome = await SendAsync(_postSender, "POST", request, cancel);
        if (outcome.Good) _acknowledged.Enqueue(PaymentOf(request));
        return outcome;
    }

    private async ValueTask<LoadOutcome> SendAsync(HttpSender sender, string method, LoadRequest request, CancellationToken cancel)
    {
        var sentAt = Time.GetTimestamp();
        var outcome = await sender.SendAsync(request, cancel);
        _answers.Enqueue(new Answer(method, sentAt, Time.GetElapsedTime(sentAt).TotalMilliseconds, outcome));
        return outcome;
    }
}
