using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Rig;

/// <summary>
/// Measures what a rig can do, without a gateway: two clients more than there are workers ask each instance again and again, so that no worker
/// ever waits.
/// </summary>
public static class CapacityProbe
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    /// <summary>Answers per second of all instances together.</summary>
    public static async Task<double> PerSecondAsync(InstanceRig rig, ServiceShape shape, TimeProvider time, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var answered = 0L;
        var clients = rig.Instances
            .SelectMany(i => Enumerable.Repeat(new UriBuilder("http", "127.0.0.1", i.Address.Port, "item").Uri, shape.Workers + 2))
            .Select(uri => AskAsync(client, uri, () => Interlocked.Increment(ref answered), stop.Token))
            .ToList();
        await Task.Delay(Settle, time, cancel);
        var (from, before) = (time.GetTimestamp(), Interlocked.Read(ref answered));
        await Task.Delay(Length, time, cancel);
        var perSecond = (Interlocked.Read(ref answered) - before) / time.GetElapsedTime(from).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        return perSecond;
    }

    private static async Task AskAsync(HttpClient client, Uri uri, Action answered, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var answer = await client.GetAsync(uri, stop);
                answered();
            }
        }
        catch (OperationCanceledException)
        {
            // Measured.
        }
    }
}
