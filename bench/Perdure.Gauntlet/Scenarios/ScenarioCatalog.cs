using System.Globalization;

namespace Perdure.Gauntlet.Scenarios;

/// <summary>The scenarios of the failure gauntlet that this bench runs.</summary>
public static class ScenarioCatalog
{
    private const int Instances = 10;

    /// <summary>A name that is sure not to resolve (RFC 6761, section 6.4).</summary>
    private const string UnresolvableHost = "no-such-instance.invalid";

    private static readonly TimeSpan HalfPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PoisonEvery = TimeSpan.FromSeconds(1);

    /// <summary>All of them, in the order of the tables.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new() { Id = "G1", Title = "kill -9 of one instance", Victims = One, Attack = Kill, VictimsKeepLog = false },
        new() { Id = "G2", Title = "one instance is a black hole (SIGSTOP)", Victims = One, Attack = Stop },
        new() { Id = "G3", Title = "one instance is 20 times slower", Victims = One, Attack = Command("slow 20") },
        new() { Id = "G4", Title = "brownout: one instance answers 20 % of requests with a fast 500", Victims = One, Attack = Command("errors 0.2") },
        new()
        {
            Id = "G4b", Title = "brownout of all instances: 20 % fast 500s", Victims = Everyone,
            Attack = Command("errors 0.2"), HopelessPosts = 0.2,
        },
        new()
        {
            Id = "G5", Title = "one instance flaps: 2 s of 500s, 2 s fine, three times", Victims = One,
            Attack = FlapAsync, Fault = TimeSpan.FromSeconds(12),
        },
        new() { Id = "G6", Title = "loss of the largest zone: kill -9 of 4 of 10", Victims = LargestZone, Attack = Kill, VictimsKeepLog = false },
        new() { Id = "G9", Title = "one instance breaks off 30 % of its answers half-way", Victims = One, Attack = Command("cut 0.3"), BodyBytes = 24_000 },
        new() { Id = "G10-refused", Title = "one instance refuses connections", Victims = One, Attack = Command("refuse"), VictimsKeepLog = false },
        new()
        {
            Id = "G10-dns", Title = "the host name of one instance does not resolve", Victims = One, Attack = NothingMore,
            Host = static (number, victims) => victims.Contains(number) ? UnresolvableHost : "127.0.0.1",
            FromTheStart = true, VictimsKeepLog = false,
        },
        new() { Id = "G10-empty", Title = "one instance accepts connections and closes them without an answer", Victims = One, Attack = Command("empty"), VictimsKeepLog = false },
        .. OverloadScenarios.All,
        new() { Id = "G12b", Title = "each second a poison GET kills whoever executes it", Victims = NoOne, Attack = PoisonAsync, VictimsKeepLog = false },
    ];

    private static int[] One(Random random) => [random.Next(Instances) + 1];

    private static int[] LargestZone(Random random) => [1, 2, 3, 4];

    private static int[] Everyone(Random random) => [.. Enumerable.Range(1, Instances)];

    private static int[] NoOne(Random random) => [];

    private static Func<FaultContext, CancellationToken, Task> Command(string fault) => (context, _) =>
    {
        context.Command(fault);
        return Task.CompletedTask;
    };

    private static Task NothingMore(FaultContext context, CancellationToken end) => Task.CompletedTask;

    private static Task Kill(FaultContext context, CancellationToken end)
    {
        foreach (var victim in context.Victims) victim.Kill();
        return Task.CompletedTask;
    }

    private static Task Stop(FaultContext context, CancellationToken end)
    {
        foreach (var victim in context.Victims) victim.Stop();
        return Task.CompletedTask;
    }

    private static async Task FlapAsync(FaultContext context, CancellationToken end)
    {
        while (true)
        {
            context.Command("errors 1");
            await Task.Delay(HalfPeriod, context.Time, end);
            context.Command("ok");
            await Task.Delay(HalfPeriod, context.Time, end);
        }
    }

    private static async Task PoisonAsync(FaultContext context, CancellationToken end)
    {
        for (var i = 1; ; i++)
        {
            var poison = context.Traffic.PoisonAsync(string.Create(CultureInfo.InvariantCulture, $"x{i}"), end);
            await Task.Delay(PoisonEvery, context.Time, end);
            await poison;
            // As a supervisor would: what has died is started again, a second later.
            foreach (var instance in context.Rig.Instances) instance.Restart();
        }
    }
}
