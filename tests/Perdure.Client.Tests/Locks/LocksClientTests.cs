using Perdure.Client.Locks;
using Perdure.Client.Tests.Support;

namespace Perdure.Client.Tests.Locks;

public sealed class LocksClientTests
{
    [Fact]
    public async Task Lock_is_never_held_by_two_and_its_tokens_grow()
    {
        await using var cluster = await Cluster.StartAsync(nodes: 2);
        using var client = cluster.Connect();
        var inside = 0;
        var tokens = new List<long>();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var held = await client.Locks.AcquireAsync("report", new LockOptions { Ttl = TimeSpan.FromMinutes(2) });
            Assert.Equal(1, Interlocked.Increment(ref inside));
            tokens.Add(held.Token);
            await Task.Yield();
            Assert.True(held.IsHeld);
            Interlocked.Decrement(ref inside);
        }));

        Assert.Equal(tokens.Order(), tokens);
        Assert.Equal(6, tokens.Distinct().Count());
        Assert.Empty(await client.Locks.ListAsync());
    }

    [Fact]
    public async Task Lock_that_is_not_had_in_time_is_none_and_leaves_no_trace()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.Connect();
        await using var held = await client.Locks.AcquireAsync("report", new LockOptions { Owner = "a", Ttl = TimeSpan.FromMinutes(2) });

        var none = await client.Locks.TryAcquireAsync("report", TimeSpan.FromMilliseconds(100));

        Assert.Null(none);
        await Eventually.Holds(async () => (await client.Locks.GetAsync("report")).Waiting == 0, "nobody waits any more");
        var shown = await client.Locks.GetAsync("report");
        Assert.Equal(("a", held.Token), (shown.Owner, shown.Token));
        Assert.True(await client.Locks.HoldsAsync("report", held.Token));
        await held.ReleaseAsync();
        Assert.False(await client.Locks.HoldsAsync("report", held.Token));
        Assert.Null((await client.Locks.GetAsync("report")).Owner);
    }
}
