using Perdure.Client.Members;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Members;

public sealed class MembersClientTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);
    private static readonly JoinOptions Short = new() { Ttl = TimeSpan.FromSeconds(12) };

    // No lease of this time to live ends, and no renewal is given up, within a test.
    private static readonly JoinOptions Long = new() { Ttl = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task Member_stays_for_as_long_as_it_lives_and_outlives_a_node()
    {
        await using var cluster = await Cluster.StartAsync(nodes: 2);
        using var client = cluster.Connect();
        var member = await client.Members.JoinAsync("workers", "w1", new MemberInfo { Address = "10.0.0.7:80" }, Short);

        await cluster.StopAsync(0);
        // Longer than the lease: it is renewed by the other node, or it is lost.
        await Task.Delay(Short.Ttl + TimeSpan.FromSeconds(1), TimeProvider.System);
        var seen = Assert.Single(await client.Members.ListAsync("workers"));
        await member.DisposeAsync();

        Assert.Equal(("w1", "10.0.0.7:80"), (seen.Id, seen.Address));
        Assert.Empty(await client.Members.ListAsync("workers"));
    }

    [Fact]
    public async Task Observer_is_told_who_is_there_who_changes_and_who_leaves()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        using var enough = new CancellationTokenSource(Late, TimeProvider.System);
        await using var seen = client.Members.ObserveAsync("workers", enough.Token).GetAsyncEnumerator(enough.Token);

        Assert.True(await seen.MoveNextAsync());
        Assert.Empty(seen.Current);
        var next = seen.MoveNextAsync();
        var member = await client.Members.JoinAsync("workers", "w1", new MemberInfo { Data = "idle" }, Long, cancellationToken: enough.Token);
        Assert.True(await next);
        Assert.Equal("idle", Assert.Single(seen.Current).Data);
        next = seen.MoveNextAsync();
        member.Update(new MemberInfo { Data = "busy" });
        Assert.True(await next);
        Assert.Equal("busy", Assert.Single(seen.Current).Data);
        next = seen.MoveNextAsync();
        await member.DisposeAsync();
        Assert.True(await next);
        Assert.Empty(seen.Current);
    }

    [Fact]
    public async Task Id_that_another_has_is_refused()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        await using var member = await client.Members.JoinAsync("workers", "w1", new MemberInfo(), Long);

        var taken = await Assert.ThrowsAsync<PerdureException>(() => client.Members.JoinAsync("workers", "w1", new MemberInfo(), Long));

        Assert.Equal(PerdureFailure.NameTaken, taken.Failure);
        Assert.True(member.IsJoined);
    }

    [Fact]
    public async Task Directory_names_the_nodes_and_the_groups()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        await using var member = await client.Members.JoinAsync("workers", "w1", new MemberInfo(), Long);

        var all = await client.Members.DirectoryAsync();

        Assert.Equal("gateway-1", Assert.Single(all.Nodes).Id);
        Assert.Equal(new GroupInfo("workers", 1), Assert.Single(all.Groups));
    }
}
