using System.Text.Json;
using Perdure.Durability.Storage;

namespace Perdure.Durable;

/// <summary>What the program does: each command writes one line of JSON.</summary>
internal static class Commands
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The bare loop.</summary>
    public static void Limit(string file, LoadOptions options, bool isPreallocated) =>
        Write(isPreallocated ? "limit-in-place" : "limit", options, BareLoop.Run(file, options, isPreallocated, TimeProvider.System));

    /// <summary>The loop with clients.</summary>
    public static async Task GroupedAsync(string file, LoadOptions options)
    {
        using var loop = new GroupedLoop(file);
        var record = new byte[options.PayloadBytes];
        Write("grouped", options, await new ClosedLoop(options, TimeProvider.System).RunAsync(_ => loop.WriteAsync(record)));
    }

    /// <summary>Clients that enqueue one batch of jobs after the other.</summary>
    public static async Task EnqueueAsync(string engine, string place, LoadOptions options, int batch, CancellationToken cancellationToken)
    {
        await using var store = await Stores.OpenAsync(engine, place, cancellationToken);
        NewJob[] jobs = [.. Enumerable.Repeat(new NewJob { Queue = "load", Payload = new byte[options.PayloadBytes] }, batch)];
        Write(engine, options, await new ClosedLoop(options, TimeProvider.System).RunAsync(SendAsync));

        async ValueTask SendAsync(int client) => await store.Jobs.EnqueueAsync(jobs, cancellationToken);
    }

    /// <summary>A backlog.</summary>
    public static async Task DrainAsync(string engine, string place, int jobs, int payloadBytes, CancellationToken cancellationToken)
    {
        await using var store = await Stores.OpenAsync(engine, place, cancellationToken);
        var (enqueued, tenths) = await new Drain(store, payloadBytes, TimeProvider.System).RunAsync(jobs, cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(new { who = engine, drained = jobs, enqueued, tenths, peakMb = Environment.WorkingSet >> 20 }, Json));
    }

    /// <summary>Clients that send requests with a key of their own each.</summary>
    public static async Task RequestsAsync(string who, Uri url, LoadOptions options, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = options.Clients };
        using var client = new HttpClient(handler);
        var (run, last) = (Guid.NewGuid().ToString("N"), 0L);
        Write(who, options, await new ClosedLoop(options, TimeProvider.System).RunAsync(SendAsync));

        async ValueTask SendAsync(int number)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(new byte[options.PayloadBytes]) };
            request.Headers.Add("Idempotency-Key", $"\"{run}-{Interlocked.Increment(ref last)}\"");
            using var answer = await client.SendAsync(request, cancellationToken);
            if ((int)answer.StatusCode != 201) throw new InvalidOperationException($"{url} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static void Write(string who, LoadOptions options, LoadFigures figures) =>
        Console.WriteLine(JsonSerializer.Serialize(
            new { who, options.Clients, figures.Acknowledged, figures.PerSecond, figures.P50Ms, figures.P99Ms, figures.CpuUs, figures.AllocatedBytes }, Json));
}
