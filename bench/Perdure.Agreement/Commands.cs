using System.Text.Json;
using Perdure.Coordination.Elections;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Time;

namespace Perdure.Agreement;

/// <summary>What the program does.</summary>
internal static class Commands
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> LoadAsync(string endpoints, LoadOptions options)
    {
        await using var coordinator = await ConnectAsync(endpoints);
        var figures = await new StoreLoad(coordinator, options, TimeProvider.System).RunAsync();
        Write(new { client = "perdure", figures.Op, figures.Clients, figures.Operations, figures.PerSecond, figures.P50Ms, figures.P99Ms });
        return 0;
    }

    public static async Task<int> ElectAsync(string endpoints, string name, string id, TimeSpan ttl, CancellationToken cancel)
    {
        await using var coordinator = await ConnectAsync(endpoints);
        await using var leadership = Leadership.Start(coordinator, new LeadershipOptions { Election = name, Candidate = id, Ttl = ttl });
        Write(new { id, entered = true });
        var term = await leadership.LeadAsync(cancel);
        Write(new { id, leads = true, unixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), term.Token });
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task<ICoordinator> ConnectAsync(string endpoints)
    {
        var coordinator = EtcdCoordinator.Create(new EtcdOptions
        {
            Endpoints = [.. endpoints.Split(',').Select(endpoint => new Uri(endpoint))],
            Prefix = "/perdure/bench",
            System = "bench",
            Clock = BootClock.Instance,
        });
        var began = TimeProvider.System.GetTimestamp();
        while (coordinator.Status.State != StoreState.Connected)
        {
            if (TimeProvider.System.GetElapsedTime(began) > ConnectWithin)
                throw new TimeoutException($"etcd does not answer: {coordinator.Status.Problem}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return coordinator;
    }

    private static void Write(object line) => System.Console.WriteLine(JsonSerializer.Serialize(line, Json));
}
