using System.Globalization;
using Perdure.Durability.Tests.Support;
using Perdure.Durability.Torture.Judging;
using Perdure.Durability.Torture.Rig;
using Perdure.Durability.Torture.Service;
using Perdure.Durability.Torture.Writers;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Torture.Rig;

namespace Perdure.Durability.Torture;

/// <summary>One run: writers, a service in changing moods, kills, peace, and judgement.</summary>
internal sealed class DurableTorture(TortureOptions options, TimeProvider time)
{
    private const int LocationsAsked = 200;

    /// <summary>So many must wait when the disk is to lie: more than the gateway has in hand, so that some of them exist nowhere else.</summary>
    private const int LostAtLeast = 12;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    /// <summary>By then requests of both kinds have been acknowledged.</summary>
    private static readonly TimeSpan BothWithin = TimeSpan.FromSeconds(60);

    /// <summary>When all is well again, everything that was accepted must be done within this time.</summary>
    private static readonly TimeSpan PeaceWithin = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan MoodMin = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan MoodMax = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan LifeMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LifeMax = TimeSpan.FromMilliseconds(1500);

    private readonly Random _random = new((int)options.Seed);
    private readonly List<string> _findings = [];

    /// <summary>0 when nothing was found.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        using var postgres = options.Engine == StoreEngine.Postgres ? await PostgresServer.StartAsync() : null;
        await using var service = new LedgerService(FreePorts.Take(1)[0], options.Control == NegativeControl.ForgetfulService, time);
        var durability = postgres is null ? "engine: sqlite" : $"engine: postgres, connection: \"{postgres.ConnectionString}\"";
        var gateways = Enumerable.Range(1, postgres is null ? 1 : 2).Select(number => new GatewayNode(number, options.Folder, service.Address, durability)).ToArray();
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var moody = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await service.BecomeAsync(ServiceMood.Well);
            foreach (var gateway in gateways)
                await StartAsync(gateway);
            var writers = Enumerable.Range(1, options.Writers).Select(number => new Writer(number, [.. gateways.Select(g => g.Web)], options.Seed, time)).ToArray();
            var running = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(writing.Token), CancellationToken.None)));
            var moods = MoodsAsync(service, moody.Token);
            await KillAsync(gateways, postgres, cancel);
            await BothAsync(writers);
            await moody.CancelAsync();
            await moods;
            await service.BecomeAsync(ServiceMood.Well);
            await writing.CancelAsync();
            await running;
            var acknowledged = writers.SelectMany(writer => writer.Acknowledged).ToArray();
            await AtPeaceAsync(gateways, acknowledged);
            Judge(writers, acknowledged, service.Executions);
        }
        finally
        {
            foreach (var gateway in gateways)
                gateway.Dispose();
        }

        foreach (var finding in _findings)
            System.Console.WriteLine($"FOUND {finding}");
        return _findings.Count == 0 ? 0 : 1;
    }

    private async Task KillAsync(GatewayNode[] gateways, PostgresServer? postgres, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var kill = 1; kill <= options.Kills; kill++)
        {
            await Task.Delay(LifeMin + ((LifeMax - LifeMin) * _random.NextDouble()), time, cancel);
            var which = _random.Next(gateways.Length + (postgres is null ? 0 : 1));
            var name = which < gateways.Length ? gateways[which].Name : "postgres";
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(began).TotalSeconds,7:F2} kill {kill} of {options.Kills}: {name}"));
            if (which == gateways.Length)
            {
                postgres!.Kill();
                await postgres.StartAsync();
                continue;
            }

            if (!gateways[which].Running)
                _findings.Add($"{name} had ended by itself before kill {kill}; see its log");
            if (options.Control == NegativeControl.LyingDisk)
                await Eventually.TrueAsync(async () => (await gateways[which].DepthAsync())?.Unfinished >= LostAtLeast, "something waits", ReadyWithin, time);
            gateways[which].Kill();
            if (options.Control == NegativeControl.LyingDisk)
                gateways[which].LoseLog();
            await StartAsync(gateways[which]);
        }
    }

    // A few short lives may all fall into one mood. A run in which nothing was done at once, or nothing later, would test nothing of that.
    private async Task BothAsync(Writer[] writers)
    {
        // In its moods nothing is done at once any more.
        if (options.Control == NegativeControl.LyingDisk)
            return;
        bool Was(int status) => writers.Any(writer => writer.Acknowledged.Any(a => a.Status == status));
        await Eventually.TrueAsync(() => Task.FromResult(Was(200) && Was(202)), "requests are acknowledged as done and as deferred", BothWithin, time);
    }

    // One that starts while its PostgreSQL does not is ready all the same: it serves, and answers 503 where it would have to promise.
    private async Task StartAsync(GatewayNode gateway)
    {
        gateway.Start();
        await Eventually.TrueAsync(gateway.IsReadyAsync, $"{gateway.Name} is ready", ReadyWithin, time);
    }

    private async Task MoodsAsync(LedgerService service, CancellationToken end)
    {
        var random = new Random(~(int)options.Seed);
        // After the beginning nothing gets done when it is about what waits.
        var moods = options.Control == NegativeControl.LyingDisk ? [ServiceMood.Refusing, ServiceMood.Dead] : Enum.GetValues<ServiceMood>();
        for (var isFirst = true; !end.IsCancellationRequested; isFirst = false)
        {
            // Well as often as not, so that there are both kinds of acknowledgement.
            var well = isFirst || (options.Control != NegativeControl.LyingDisk && random.NextDouble() < 0.5);
            await service.BecomeAsync(well ? ServiceMood.Well : moods[random.Next(moods.Length)]);
            await Task.Delay(MoodMin + ((MoodMax - MoodMin) * random.NextDouble()), time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AtPeaceAsync(GatewayNode[] gateways, Acknowledgement[] acknowledged)
    {
        var since = time.GetTimestamp();
        try
        {
            await Eventually.TrueAsync(
                async () => (await gateways[0].DepthAsync())?.Unfinished == 0 && (await gateways[^1].DepthAsync())?.Unfinished == 0,
                "everything that was accepted is done", PeaceWithin, time);
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peace: everything is done after {time.GetElapsedTime(since).TotalSeconds:F1} s"));
        }
        catch (TimeoutException late)
        {
            _findings.Add($"{late.Message}; {await gateways[0].DepthAsync()}");
        }

        if ((await gateways[0].DepthAsync())?.Dead is > 0 and var dead)
            _findings.Add($"{dead} were given up");
        var wrong = new List<string>();
        foreach (var deferred in acknowledged.Where(a => a.Status == 202).TakeLast(LocationsAsked))
        {
            var state = deferred.Location is { } at ? await gateways[0].StateAsync(at) : "none";
            if (state != "done")
                wrong.Add($"{deferred.Id} ({state ?? "not found"})");
        }

        if (wrong.Count > 0)
            _findings.Add($"{wrong.Count} locations of deferred requests do not say that they are done, the first of them of {wrong[0]}");
    }

    private void Judge(Writer[] writers, Acknowledgement[] acknowledged, IReadOnlyList<Execution> executions)
    {
        _findings.AddRange(LedgerJudge.Find(acknowledged, executions));
        var answers = writers.SelectMany(writer => writer.Answers).GroupBy(answer => answer.Key, answer => answer.Value)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}: {group.Sum()}");
        System.Console.WriteLine($"answers: {string.Join(", ", answers)}");
        System.Console.WriteLine(
            $"seed {options.Seed}: {options.Kills} kills, {acknowledged.Count(a => a.Status == 200)} acknowledged with 200 and {acknowledged.Count(a => a.Status == 202)} with 202, " +
            $"{writers.Sum(writer => writer.Unknown)} unknown to their clients; {executions.Count(e => e.TookEffect)} done, {executions.Count(e => !e.TookEffect)} " +
            $"recognised by their key, {executions.Count(e => e.Attempt is not null)} by replay; {_findings.Count} findings");
    }
}
