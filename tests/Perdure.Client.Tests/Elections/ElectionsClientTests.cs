using Perdure.Client.Elections;
using Perdure.Client.Leases;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Elections;

public sealed class ElectionsClientTests
{
    // No lease of this time to live ends, and no renewal is given up, within a test.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Candidates_lead_one_after_the_other_with_growing_tokens()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        var first = await client.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "a", Value = "http://a", Ttl = Long });
        var second = client.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "b", Ttl = Long });
        await CandidatesAsync(client, 2);

        Assert.False(second.IsCompleted);
        var shown = await client.Elections.GetAsync("billing");
        var heldBefore = await client.Elections.HoldsAsync("billing", first.Token);
        await first.ResignAsync();
        await using var next = await second.WaitAsync(Late, TimeProvider.System);

        Assert.Equal(("a", "http://a"), (shown.Leader!.Candidate, shown.Leader.Value));
        Assert.True(heldBefore);
        Assert.False(first.IsLeader);
        Assert.Equal(LeaseLoss.Released, first.Loss);
        Assert.Equal(PerdureFailure.Lost, Assert.Throws<PerdureException>(first.ThrowIfLost).Failure);
        Assert.True(next.IsLeader);
        next.ThrowIfLost();
        Assert.True(next.Token > first.Token);
        Assert.False(await client.Elections.HoldsAsync("billing", first.Token));
        Assert.Equal("billing", Assert.Single(await client.Elections.ListAsync()).Election);
    }

    [Fact]
    public async Task Client_that_is_disposed_of_before_what_it_holds_ends_it_without_surprises()
    {
        await using var cluster = await Cluster.StartAsync();
        var client = cluster.Connect();
        var leader = await client.Elections.CampaignAsync("billing", new CampaignOptions { Ttl = Long });
        var member = await client.Members.JoinAsync("shop", "a", new Perdure.Client.Members.MemberInfo(), new Perdure.Client.Members.JoinOptions { Ttl = Long });
        client.Dispose();
        var fault = await Assert.ThrowsAsync<PerdureException>(() => client.Elections.CampaignAsync("other"));
        Assert.False(fault.IsTransient);

        await leader.DisposeAsync();
        await member.DisposeAsync();

        Assert.False(leader.IsLeader);
    }

    [Fact]
    public async Task Leadership_and_campaign_outlive_the_node_they_talk_to()
    {
        var ttl = TimeSpan.FromSeconds(12);
        await using var cluster = await Cluster.StartAsync(nodes: 3);
        using var client = cluster.Connect();
        await using var leader = await client.Elections.CampaignAsync("billing", new CampaignOptions { Ttl = ttl });
        using var other = cluster.Connect();
        var campaign = other.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "b", Ttl = ttl });
        await CandidatesAsync(client, 2);
        var token = leader.Token;

        await cluster.StopAsync(0);

        // Longer than the leases: they are renewed by the other nodes, or they are lost.
        await Task.Delay(ttl + TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.True(leader.IsLeader);
        Assert.Equal(2, (await client.Elections.GetAsync("billing")).Candidates);
        await cluster.StopAsync(1);
        await leader.ResignAsync();
        await using var next = await campaign.WaitAsync(Late, TimeProvider.System);
        Assert.True(next.Token > token);
    }

    [Fact]
    public async Task Leader_that_reaches_no_node_any_more_is_told_before_another_can_lead()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        await using var leader = await client.Elections.CampaignAsync("billing", new CampaignOptions { Ttl = TimeSpan.FromSeconds(6) });
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = leader.Lost.Register(told.SetResult);

        await cluster.StopAsync(0);

        await told.Task.WaitAsync(Late, TimeProvider.System);
        Assert.False(leader.IsLeader);
        Assert.Equal(LeaseLoss.NotRenewed, leader.Loss);
    }

    [Fact]
    public async Task Campaign_that_is_given_up_leaves_the_queue()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        await using var leader = await client.Elections.CampaignAsync("billing", new CampaignOptions { Ttl = Long });
        using var enough = new CancellationTokenSource();
        // Much longer than is waited for its end: it does not end by itself.
        var campaign = client.Elections.CampaignAsync("billing", new CampaignOptions { Ttl = TimeSpan.FromMinutes(5) }, enough.Token);
        await CandidatesAsync(client, 2);

        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => campaign);
        await CandidatesAsync(client, 1);
    }

    [Fact]
    public async Task Observer_is_told_who_leads_and_each_change()
    {
        await using var cluster = await Cluster.StartAsync(nodes: 2);
        using var client = cluster.Connect();
        using var enough = new CancellationTokenSource(Late, TimeProvider.System);
        await using var seen = client.Elections.ObserveAsync("billing", enough.Token).GetAsyncEnumerator(enough.Token);

        Assert.True(await seen.MoveNextAsync());
        Assert.Null(seen.Current);
        var next = seen.MoveNextAsync();
        await using var leader = await client.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "a", Ttl = Long });
        Assert.True(await next);
        Assert.Equal(("a", leader.Token), (seen.Current!.Candidate, seen.Current.Token));
        await cluster.StopAsync(0);
        next = seen.MoveNextAsync();
        await leader.ResignAsync();
        Assert.True(await next);
        Assert.Null(seen.Current);
    }

    [Fact]
    public async Task Name_that_the_nodes_refuse_ends_the_campaign_at_once()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();

        var refused = await Assert.ThrowsAsync<PerdureException>(() => client.Elections.CampaignAsync("no spaces"));

        Assert.Equal((PerdureFailure.Invalid, 400), (refused.Failure, refused.Status));
    }

    private static Task CandidatesAsync(PerdureClient client, int count) => Eventually.Holds(
        async () => (await client.Elections.GetAsync("billing")).Candidates == count, $"{count} candidates");
}
