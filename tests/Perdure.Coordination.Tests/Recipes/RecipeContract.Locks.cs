using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Recipes;

public abstract partial class RecipeContract
{
    private Coordination.Locks.Locks Locks => new(Store);

    [Fact]
    public async Task Lock_is_held_by_one_and_passes_on_in_order_with_growing_tokens()
    {
        var a = await Locks.AcquireAsync("l", "a", Ttl, TimeSpan.Zero, Soon());
        var b = await Locks.AcquireAsync("l", "b", Ttl, TimeSpan.Zero, Soon());
        Assert.Equal((true, false, 1), (a.Held, b.Held, b.Ahead));
        var waiting = Locks.WaitAsync("l", b.Lease, Patience, Soon());
        await Locks.ReleaseAsync("l", a.Lease, Soon());
        var held = await waiting;
        Assert.True(held.Held && held.Token > a.Token && held.Owner == "b");
        Assert.True(await Locks.HoldsAsync("l", held.Token, Soon()));
        Assert.False(await Locks.HoldsAsync("l", a.Token, Soon()));
    }

    [Fact]
    public async Task Lock_of_one_owner_is_not_shared_by_its_second_request()
    {
        var first = await Locks.AcquireAsync("l", "me", Ttl, TimeSpan.Zero, Soon());
        var second = await Locks.AcquireAsync("l", "me", Ttl, TimeSpan.Zero, Soon());
        Assert.True(first.Held);
        Assert.False(second.Held);
        var record = await Locks.GetAsync("l", ReadConsistency.Linearizable, Soon());
        Assert.Equal(("me", first.Token, 1), (record.Owner, record.Token, record.Waiting));
        Assert.Equal("l", Assert.Single(await Locks.ListAsync(Soon())).Name);
    }

    [Fact]
    public async Task Lock_waited_for_by_one_who_is_cancelled_is_not_passed_on_to_it()
    {
        var a = await Locks.AcquireAsync("l", "a", TimeSpan.FromSeconds(60), TimeSpan.Zero, Soon());
        using var stop = new CancellationTokenSource();
        var waiting = Locks.AcquireAsync("l", "b", TimeSpan.FromSeconds(60), Patience, stop.Token);
        await Eventually.Holds(async () => await CountAsync("locks/l/") == 2, "b waits");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.Holds(async () => await CountAsync("locks/l/") == 1, "b has left");
        await Locks.ReleaseAsync("l", a.Lease, Soon());
        Assert.Null((await Locks.GetAsync("l", ReadConsistency.Linearizable, Soon())).Owner);
    }

    [Fact]
    public async Task Lock_that_is_not_renewed_is_lost()
    {
        var a = await Locks.AcquireAsync("l", "a", TimeSpan.FromSeconds(2), TimeSpan.Zero, Soon());
        var b = await Locks.AcquireAsync("l", "b", Ttl, Patience, Soon());
        Assert.True(b.Held && b.Token > a.Token);
        Assert.True((await Locks.RenewAsync("l", a.Lease, Soon())).Gone);
    }
}
