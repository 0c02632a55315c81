using System.Globalization;
using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Traffic;

/// <summary>
/// A thousand clients that want the same answer at the same moment, each on a connection of its own. The answer may be kept for
/// a minute (<c>Cache-Control: public, max-age=60</c>) and takes an instance half a second, so that all of them come before it is there.
/// </summary>
public sealed class Stampede : IDisposable
{
    /// <summary>Clients.</summary>
    public const int Clients = 1000;

    /// <summary>How long one waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int Addresses = 16;
    private const int BodyBytes = 2000;
    private const int WorkMs = 500;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <summary>Clients of <paramref name="gateway"/>.</summary>
    public Stampede(Uri gateway, TimeProvider time) => (_client, _time) = (ClientSockets.Create(gateway, Patience, Addresses), time);

    /// <summary>All want <paramref name="key"/> now.</summary>
    public async Task<StampedeSample[]> RunAsync(string key, CancellationToken cancel)
    {
        var startedMs = ExecutionLog.NowMs(_time);
        return await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => OneAsync(key, startedMs, cancel), cancel)));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<StampedeSample> OneAsync(string key, double startedMs, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/page/{key}?size={BodyBytes}&work={WorkMs}&cache=60"));
        // The key is the number too, so that the instances' logs tell how often it was fetched.
        request.Headers.Add("X-Request-Number", key);
        var answer = await ClientAnswer.OfAsync(_client, request, Body.Of(BodyBytes), Patience, _time, cancel);
        return new StampedeSample(key, ExecutionLog.NowMs(_time) - startedMs, answer.Reason);
    }
}
