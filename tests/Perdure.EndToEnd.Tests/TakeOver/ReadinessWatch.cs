using System.Collections.Concurrent;
using System.Net;

namespace Perdure.EndToEnd.Tests.TakeOver;

/// <summary>Asks a node for its readiness without a pause, over new connections or over one that it keeps, as probes do.</summary>
internal sealed class ReadinessWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _answers = new();
    private readonly Task _running;

    public ReadinessWatch(Uri admin, bool keep)
    {
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { DefaultRequestHeaders = { ConnectionClose = !keep } };
        _running = RunAsync(new Uri(admin, "/readyz"));
    }

    /// <summary>Every answer was 200, and there were some.</summary>
    public void AssertAlwaysReady()
    {
        Assert.NotEmpty(_answers);
        Assert.All(_answers, answer => Assert.Equal("OK", answer));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Uri page)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await _client.GetAsync(page);
                _answers.Enqueue(answer.StatusCode == HttpStatusCode.OK ? "OK" : $"{(int)answer.StatusCode}");
            }
            catch (HttpRequestException fault)
            {
                _answers.Enqueue(fault.Message);
            }

            await Task.Delay(Pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
