using System.Globalization;
using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Scenarios;

/// <summary>The scenarios in which too much is asked for, or everything comes back at once, or an instance pauses.</summary>
public static class OverloadScenarios
{
    /// <summary>50 ms: few enough requests a second that three times the capacity is no burden for the machine itself.</summary>
    private static readonly ServiceShape Metered = new(2, 50, ServiceDistribution.Deck);

    private static readonly ServiceShape Even = new(2, 20, ServiceDistribution.Even);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ColdStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StampedeEvery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(9);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Id = "G3-even", Title = "one instance is 20 times slower; service times of 20 ± 5 ms", Victims = One, Shape = Even,
            Attack = static (context, _) => CommandAsync(context, "slow 20"),
        },
        new()
        {
            Id = "G12", Title = "one instance pauses for 1 s every 10 s (SIGSTOP); service times of 20 ± 5 ms", Victims = One, Shape = Even,
            Attack = PauseAsync, Fault = TimeSpan.FromSeconds(30),
        },
        new()
        {
            Id = "G7", Title = "metastable: all instances at 20 % for 5 s under 80 % load, clients retry twice", Victims = All10,
            Setting = "overload", Shape = Metered, Fault = TimeSpan.FromSeconds(5),
            Attack = static (context, _) => CommandAsync(context, "slow 5"),
            Overload = new OverloadPlan { LoadOutside = 0.8, LoadDuring = 0.8, CapacityDuring = 0.2, Retries = 2 },
        },
        new()
        {
            Id = "G8", Title = "three times as much load as capacity, a fifth of it critical, two fifths optional", Victims = None,
            Setting = "overload", Shape = Metered, Fault = TimeSpan.FromSeconds(15),
            Attack = static (_, _) => Task.CompletedTask,
            Overload = new OverloadPlan
            {
                LoadOutside = 0.6, LoadDuring = 3, CapacityDuring = 1, Classes = true, WarmUp = TimeSpan.FromSeconds(9), Recovery = TimeSpan.FromSeconds(5),
            },
        },
        new()
        {
            Id = "G11-cold", Title = "all instances die, come back after 2 s and are cold for 4 s, clients retry twice", Victims = All10,
            Setting = "overload", Shape = Metered, Fault = TimeSpan.FromSeconds(7), VictimsKeepLog = false, Attack = ReturnColdAsync,
            Overload = new OverloadPlan { LoadOutside = 0.8, LoadDuring = 0.8, Retries = 2 },
        },
        new()
        {
            Id = "G11-stampede", Title = "a thousand clients want the same answer at once, four times", Victims = None,
            Setting = "cache", Shape = ServiceShape.Usual, Rate = 100, Fault = TimeSpan.FromSeconds(18), Attack = StampedesAsync,
        },
    ];

    private static int[] One(Random random) => [random.Next(10) + 1];

    private static int[] All10(Random random) => [.. Enumerable.Range(1, 10)];

    private static int[] None(Random random) => [];

    private static Task CommandAsync(FaultContext context, string fault)
    {
        context.Command(fault);
        return Task.CompletedTask;
    }

    private static async Task PauseAsync(FaultContext context, CancellationToken end)
    {
        while (true)
        {
            foreach (var victim in context.Victims) victim.Stop();
            await Task.Delay(Pause, context.Time, end);
            foreach (var victim in context.Victims) victim.Continue();
            await Task.Delay(Between, context.Time, end);
        }
    }

    private static async Task ReturnColdAsync(FaultContext context, CancellationToken end)
    {
        foreach (var victim in context.Victims) victim.Kill();
        await Task.Delay(Down, context.Time, end);
        foreach (var victim in context.Victims)
        {
            victim.Restart();
            victim.Command("slow 5");
        }
        foreach (var step in (string[])["slow 4", "slow 3", "slow 2"])
        {
            await Task.Delay(ColdStep, context.Time, end);
            context.Command(step);
        }
    }

    /// <summary>Not cut short by the end of the fault, which also a quick run has: each client waits 5 s at most.</summary>
    private static async Task StampedesAsync(FaultContext context, CancellationToken end)
    {
        using var clients = new Stampede(context.Traffic.Gateway, context.Time);
        var all = new List<Task<StampedeSample[]>>();
        for (var i = 1; i <= 4; i++)
        {
            all.Add(clients.RunAsync(string.Create(CultureInfo.InvariantCulture, $"k{i}"), CancellationToken.None));
            if (i < 4) await Task.Delay(StampedeEvery, context.Time, CancellationToken.None);
        }
        foreach (var samples in await Task.WhenAll(all)) context.Stampedes.AddRange(samples);
    }
}
