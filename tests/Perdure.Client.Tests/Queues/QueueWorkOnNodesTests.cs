using System.Collections.Concurrent;
using System.Text;
using Perdure.Client.Queues;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Queues;

public sealed class QueueWorkOnNodesTests
{
    [Fact]
    public async Task Jobs_of_all_nodes_are_done_and_one_that_never_succeeds_is_dead_after_its_attempts()
    {
        await using var cluster = await DurableCluster.StartAsync(nodes: 2);
        using var client = cluster.Connect();
        using var first = DurableCluster.Connect(cluster.Addresses[0]);
        using var second = DurableCluster.Connect(cluster.Addresses[1]);
        foreach (var (node, text) in new[] { (first, "one"), (first, "bad"), (second, "two"), (second, "three") })
            await node.Queues.EnqueueAsync("mail", new NewJob { Payload = Encoding.UTF8.GetBytes(text) });
        using var stop = new CancellationTokenSource();
        var done = new ConcurrentBag<string>();

        var work = client.Queues.WorkAsync(
            "mail",
            (job, _) =>
            {
                var text = Encoding.UTF8.GetString(job.Payload.Span);
                if (text == "bad")
                    throw new InvalidOperationException("never");
                done.Add(text);
                return Task.CompletedTask;
            },
            new QueueWorkOptions { Concurrency = 2 },
            stop.Token);
        await Eventually.Holds(
            async () => await first.Queues.GetAsync("mail") is { Done: 1, Dead: 1 } && await second.Queues.GetAsync("mail") is { Done: 2 }, "all ended");
        await stop.CancelAsync();
        await work;

        Assert.Equal(["one", "three", "two"], done.Order());
    }

    [Fact]
    public async Task Jobs_in_hand_and_those_not_taken_are_still_there_after_a_stop()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();
        await client.Queues.EnqueueAsync("mail", [new NewJob(), new NewJob(), new NewJob()]);
        using var stop = new CancellationTokenSource();
        var begun = 0;

        var work = client.Queues.WorkAsync(
            "mail",
            async (_, ends) =>
            {
                Interlocked.Increment(ref begun);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ends);
            },
            new QueueWorkOptions { Concurrency = 2, StopGrace = TimeSpan.Zero },
            stop.Token);
        await Eventually.Holds(() => begun == 2, "begun");
        await stop.CancelAsync();
        await work;

        Assert.Equal(new QueueInfo("mail", 3, 0, 0, 0, 0), await client.Queues.GetAsync("mail") with { OldestAgeSeconds = 0 });
        Assert.Equal(1, Assert.Single(await client.Queues.LeaseAsync("mail")).Attempt);
    }
}
