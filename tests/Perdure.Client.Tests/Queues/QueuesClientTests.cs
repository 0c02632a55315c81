using System.Text;
using Perdure.Client.Queues;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Queues;

public sealed class QueuesClientTests
{
    [Fact]
    public async Task Job_goes_from_who_enqueues_it_to_who_completes_it()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();

        var enqueued = await client.Queues.EnqueueAsync("mail", new NewJob
        {
            Payload = new byte[] { 1, 0, 255 }, Headers = new Dictionary<string, string> { ["x"] = "1" }, Group = "g", DedupeKey = "k",
        });
        var again = await client.Queues.EnqueueAsync("mail", new NewJob { DedupeKey = "k" });
        var job = Assert.Single(await client.Queues.LeaseAsync("mail"));
        await client.Queues.ExtendAsync(job, TimeSpan.FromMinutes(1));
        await client.Queues.CompleteAsync(job, "done"u8.ToArray());
        await client.Queues.CompleteAsync(job);

        Assert.Equal((enqueued.Id, false), (job.Id, enqueued.Duplicate));
        Assert.Equal(enqueued with { Duplicate = true }, again);
        Assert.Equal([1, 0, 255], job.Payload.ToArray());
        Assert.Equal(("1", "g", "k", 1), (job.Headers["x"], job.Group, job.DedupeKey, job.Attempt));
        Assert.Equal(new QueueInfo("mail", 0, 0, 1, 0, 0), await client.Queues.GetAsync("mail"));
    }

    [Fact]
    public async Task Text_is_leased_as_its_bytes()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();
        await client.Queues.EnqueueAsync("mail", new NewJob { Payload = Encoding.UTF8.GetBytes("grüße") });

        var job = Assert.Single(await client.Queues.LeaseAsync("mail"));

        Assert.Equal("grüße", Encoding.UTF8.GetString(job.Payload.Span));
    }

    [Fact]
    public async Task Failed_job_comes_again_and_is_dead_after_its_attempts()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();
        await client.Queues.EnqueueAsync("mail", new NewJob());

        var next = await client.Queues.FailAsync(Assert.Single(await client.Queues.LeaseAsync("mail")), "no");
        var second = Assert.Single(await client.Queues.LeaseAsync("mail"));
        await client.Queues.ReleaseAsync(second);
        var third = Assert.Single(await client.Queues.LeaseAsync("mail"));
        var none = await client.Queues.FailAsync(third, "no again");

        Assert.NotNull(next);
        Assert.Equal(("no", 2, 2), (second.LastError, second.Attempt, third.Attempt));
        Assert.Null(none);
        Assert.Equal(1, (await client.Queues.GetAsync("mail")).Dead);
    }

    [Fact]
    public async Task Worker_whose_lease_ran_out_learns_that_it_lost_the_job()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();
        await client.Queues.EnqueueAsync("mail", new NewJob());
        var slow = Assert.Single(await client.Queues.LeaseAsync("mail", new JobLeaseOptions { Lease = TimeSpan.FromMilliseconds(100) }));
        var next = Assert.Single(await client.Queues.LeaseAsync("mail"));

        var lost = await Assert.ThrowsAsync<PerdureException>(() => client.Queues.CompleteAsync(slow));

        Assert.Equal(PerdureFailure.Lost, lost.Failure);
        Assert.True(next.Token > slow.Token);
        await client.Queues.GiveUpAsync(next, "enough");
    }

    [Fact]
    public async Task Full_and_unknown_queues_are_told_apart()
    {
        await using var cluster = await DurableCluster.StartAsync();
        using var client = cluster.Connect();

        var full = await Assert.ThrowsAsync<PerdureException>(() => client.Queues.EnqueueAsync("mail", [.. Enumerable.Range(0, 6).Select(_ => new NewJob())]));
        var unknown = await Assert.ThrowsAsync<PerdureException>(() => client.Queues.EnqueueAsync("post", new NewJob()));

        Assert.Equal((PerdureFailure.Full, true), (full.Failure, full.IsTransient));
        Assert.Equal(PerdureFailure.NotFound, unknown.Failure);
        Assert.Equal(0, (await client.Queues.GetAsync("mail")).Pending);
    }

    [Fact]
    public async Task Node_without_its_store_is_passed_over_and_a_claim_stays_with_the_node_that_gave_it()
    {
        await using var cluster = await DurableCluster.StartAsync(nodes: 2);
        using var client = cluster.Connect();
        cluster.Nodes[0].IsOpen = false;
        await client.Queues.EnqueueAsync("mail", new NewJob());
        var job = Assert.Single(await client.Queues.LeaseAsync("mail"));
        cluster.Nodes[0].IsOpen = true;
        using var first = DurableCluster.Connect(cluster.Addresses[0]);

        await first.Queues.CompleteAsync(job);

        Assert.Equal(cluster.Addresses[1], job.Node);
        Assert.Equal(0, (await first.Queues.GetAsync("mail")).Done);
        Assert.Equal(1, (await client.Queues.GetAsync("mail")).Done);
    }
}
