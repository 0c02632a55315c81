using System.Collections.Concurrent;
using System.Net.Http.Json;

namespace Perdure.Durability.Torture.Writers;

/// <summary>
/// A client that sends one request after another, each with a key of its own, and sends it again with the same key while it has no acknowledgement:
/// what a client of an unreliable network does.
/// </summary>
internal sealed class Writer(int number, IReadOnlyList<Uri> gateways, ulong seed, TimeProvider time)
{
    private const int TriesMax = 8;
    private const double AgainShare = 0.1;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    private readonly Random _random = new(unchecked(((int)seed * 31) + number));
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private int _next;

    /// <summary>What was acknowledged by now.</summary>
    public ConcurrentQueue<Acknowledgement> Acknowledged { get; } = [];

    /// <summary>How many requests it gave up without knowing what became of them.</summary>
    public int Unknown { get; private set; }

    /// <summary>Every answer that it had, and how often.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Writes until it is told to stop; the request in hand is brought to an end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) }) { Timeout = Timeout };
        while (!stop.IsCancellationRequested)
        {
            var id = FormattableString.Invariant($"w{number}-{++_next}");
            if (await WriteAsync(http, id, stop) is { } acknowledged)
            {
                Acknowledged.Enqueue(acknowledged);
                // As when the acknowledgement had not arrived: whatever is answered, nothing may be done twice.
                if (_random.NextDouble() < AgainShare)
                    await SendAsync(http, id);
            }
            else
            {
                Unknown++;
            }

            await Task.Delay(Between, time, CancellationToken.None);
        }
    }

    private async Task<Acknowledgement?> WriteAsync(HttpClient http, string id, CancellationToken stop)
    {
        for (var i = 0; i < TriesMax && !(i > 0 && stop.IsCancellationRequested); i++)
        {
            if (await SendAsync(http, id) is { } acknowledged)
                return acknowledged;
            await Task.Delay(PauseMax * _random.NextDouble(), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private async Task<Acknowledgement?> SendAsync(HttpClient http, string id)
    {
        var gateway = gateways[_random.Next(gateways.Count)];
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/effects")) { Content = JsonContent.Create(new { id }) };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"key-{id}\"");
            using var answer = await http.SendAsync(request);
            var status = (int)answer.StatusCode;
            var body = await answer.Content.ReadAsStringAsync();
            Count(status is 200 or 202 ? $"{status}" : $"{status} {ProblemOf(body)}");
            return status is 200 or 202 ? new Acknowledgement(id, status, answer.Headers.Location is { } at ? new Uri(gateway, at) : null) : null;
        }
        catch (Exception none) when (none is HttpRequestException or OperationCanceledException or IOException)
        {
            Count("no answer");
            return null;
        }
    }

    private void Count(string answer) => _answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);

    private static string ProblemOf(string body)
    {
        const string Prefix = "urn:perdure:problem:";
        var at = body.IndexOf(Prefix, StringComparison.Ordinal);
        return at < 0 ? "" : body[(at + Prefix.Length)..].Split('"')[0];
    }
}
