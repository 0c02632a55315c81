namespace Perdure.Web.Tests.Support;

/// <summary>Clients of the gateway: some requests a second for as long as the tests run, so that the console has something to show.</summary>
internal sealed class Visitors : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Paths = ["/catalog/items/7", "/catalog/items", "/catalog/items/9"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public Visitors(Uri gateway)
    {
        _client.BaseAddress = gateway;
        _running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri(Paths[i % Paths.Length], UriKind.Relative), _stop.Token);
            }
            catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
            {
                // The node is down, or the test is over.
            }

            await Task.Delay(Pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
