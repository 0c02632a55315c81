using System.Globalization;
using System.Net.Http.Json;
using Perdure.Load;

namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>
/// A client as the documentation wants it: it knows one or more gateways and tries a request once more, on the next one, when it could not
/// connect or when a GET broke off. A POST that broke off is not sent again: it may have been executed.
/// </summary>
/// <param name="gateways">Where to send, in turn.</param>
/// <param name="pause">How long it waits before it tries again.</param>
/// <param name="keepConnections">Whether connections are used again.</param>
internal sealed class RetryingClient(IReadOnlyList<Uri> gateways, TimeSpan pause, bool keepConnections) : IDisposable
{
    private const int TriesMax = 2;
    private const int PostEvery = 10;

    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        PooledConnectionLifetime = keepConnections ? System.Threading.Timeout.InfiniteTimeSpan : TimeSpan.Zero,
    })
    {
        Timeout = Timeout,
    };

    /// <summary>The program: <c>client URL REQUESTS_PER_SECOND PAUSE_MS</c>, GETs on new connections, a line for each answer.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var client = new RetryingClient(
            [new Uri(args[1])], TimeSpan.FromMilliseconds(int.Parse(args[3], CultureInfo.InvariantCulture)), keepConnections: false);
        var rate = double.Parse(args[2], CultureInfo.InvariantCulture);
        using var stop = new CancellationTokenSource();
        var load = new OpenLoopLoad(Time, new LoadOptions { RatePerSecond = rate, Seed = 5 }, new PhaseRecorder(Time), async (request, cancel) =>
        {
            System.Console.WriteLine(await client.SendAsync(request.Sequence, post: false, cancel));
            return LoadOutcome.Success;
        });
        var running = load.RunAsync(stop.Token);
        await System.Console.OpenStandardInput().CopyToAsync(Stream.Null, CancellationToken.None);
        await stop.CancelAsync();
        await running;
        return 0;
    }

    /// <summary>Sends one of a series; every tenth is a POST.</summary>
    public Task<RetriedAnswer> SendAsync(LoadRequest request, CancellationToken cancel) =>
        SendAsync(request.Sequence, request.Sequence % PostEvery == 0, cancel);

    public void Dispose() => _client.Dispose();

    private async Task<RetriedAnswer> SendAsync(long sequence, bool post, CancellationToken cancel)
    {
        var sentAt = Time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var (problem, again) = await TryAsync(gateways[(int)((sequence + tries) % gateways.Count)], sequence, post, cancel);
            if (problem is null || !again || tries == TriesMax)
                return new RetriedAnswer(post ? "POST" : "GET", sentAt, Time.GetTimestamp(), tries, problem);
            await Task.Delay(pause, Time, cancel);
        }
    }

    private async Task<(string? Problem, bool Again)> TryAsync(Uri gateway, long sequence, bool post, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(
            post ? HttpMethod.Post : HttpMethod.Get, new Uri(gateway, post ? "/payments" : $"/catalog/items/{(sequence % 100) + 1}"));
        if (post) message.Content = JsonContent.Create(new { id = $"pair-{sequence}", amountCents = 100 });
        try
        {
            using var answer = await _client.SendAsync(message, cancel);
            return answer.IsSuccessStatusCode ? (null, false) : ($"status {(int)answer.StatusCode}", false);
        }
        catch (HttpRequestException fault)
        {
            // Only when it could not connect is it certain that nothing was sent.
            return ($"{fault.HttpRequestError}: {fault.Message}", !post || fault.HttpRequestError == HttpRequestError.ConnectionError);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ("timeout", !post);
        }
    }
}
