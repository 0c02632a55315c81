namespace Perdure.Web.Tests.Showcase;

/// <summary>Readers of the stream, as so many tabs would be, without their browsers.</summary>
internal sealed class OpenStreams : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stop = new();
    private Task[] _readers = [];
    private int _alive;

    /// <summary>How many are still read.</summary>
    public int Alive => Volatile.Read(ref _alive);

    public static async Task<OpenStreams> StartAsync(Uri admin, int count)
    {
        var streams = new OpenStreams();
        var open = new List<Stream>();
        for (var i = 0; i < count; i++)
            open.Add(await streams._client.GetStreamAsync(new Uri(admin, "/api/v1/stream")));
        streams._alive = count;
        streams._readers = [.. open.Select(streams.ReadAsync)];
        return streams;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readers);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(Stream stream)
    {
        await using (stream)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await stream.ReadAsync(buffer, _stop.Token) > 0)
                {
                    // What a tab would make of it is the browser's work, not the node's.
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException)
            {
                // Over.
            }

            Interlocked.Decrement(ref _alive);
        }
    }
}
