using System.Collections.Concurrent;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Load;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>Two gateways in front of the same instances, under 300 requests/s of clients that know both.</summary>
[Collection(Alone.Name)]
public sealed class TwoGatewaysTests(ITestOutputHelper output)
{
    private const double RatePerSecond = 300;

    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public Task Kill_of_one_of_two_loses_nothing_but_what_was_in_flight() => Rig.PlayAsync(output, 2, async rig =>
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", SystemFiles.Of(rig.Instances));
        await using var second = await RunningNode.StartAsync(folder, args: ["--node", "gateway-2"]);
        using var client = new RetryingClient([rig.Node.Gateway, second.Gateway], TimeSpan.Zero, keepConnections: true);
        using var stop = new CancellationTokenSource();
        ConcurrentQueue<RetriedAnswer> answers = [];
        var load = new OpenLoopLoad(Time, new LoadOptions { RatePerSecond = RatePerSecond, Seed = 4 }, new PhaseRecorder(Time), async (request, cancel) =>
        {
            answers.Enqueue(await client.SendAsync(request, cancel));
            return LoadOutcome.Success;
        });
        var running = load.RunAsync(stop.Token);

        await Task.Delay(TimeSpan.FromSeconds(2), Time);
        await second.KillAsync();
        var deadAt = Time.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(3), Time);
        await stop.CancelAsync();
        await running;

        var failed = answers.Where(answer => answer.Problem is not null).ToArray();
        rig.Tell($"{answers.Count} requests, {answers.Count(answer => answer.Tries > 1)} tried again, {failed.Length} failed");
        // What was on its way to the dead one and must not be sent twice is all that may be lost.
        Assert.All(failed, answer => Assert.True(answer.Method == "POST" && answer.SentAt < deadAt, answer.ToString()));
        Assert.Contains(answers, answer => answer.SentAt > deadAt && answer.Tries > 1);
        var payments = rig.Instances.Where(instance => File.Exists(instance.LedgerPath)).SelectMany(instance => File.ReadLines(instance.LedgerPath));
        Assert.DoesNotContain(payments.CountBy(payment => payment), payment => payment.Value > 1);
    }, rig => SystemFiles.Of(rig.Instances));
}
