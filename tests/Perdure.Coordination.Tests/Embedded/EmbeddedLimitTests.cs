using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Embedded;

/// <summary>Limits and clocks of the embedded store alone.</summary>
public sealed class EmbeddedLimitTests
{
    [Fact]
    public async Task Full_store_refuses_more_but_lets_itself_be_emptied()
    {
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test", StoreBytesMax = 10_000 });
        await store.PutAsync("a", new string('x', 9_000));
        var error = await Stores.FailsAsync(CoordinationFailure.TooLarge, () => store.PutAsync("b", new string('x', 2_000)));
        Assert.Contains("10000", error.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync("b"));
        await store.PutAsync("a", new string('x', 8_000));
        await store.CommitAsync(new Transaction { Then = [Operation.Delete("a")] }, CancellationToken.None);
        await store.PutAsync("b", new string('x', 2_000));
    }

    [Fact]
    public async Task Lease_ends_at_its_time_on_the_clock_given_and_not_before()
    {
        var time = new ManualTime();
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test", Clock = time });
        var lease = await store.GrantAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        await store.PutAsync("a", "1", lease.Id);
        time.Advance(TimeSpan.FromMilliseconds(4_999));
        Assert.NotNull(await store.FindAsync("a"));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await store.FindAsync("a"));
        Assert.False((await store.RenewAsync(lease.Id, CancellationToken.None)).Alive);
    }

    [Fact]
    public async Task Many_leases_end_each_at_its_own_time()
    {
        var time = new ManualTime();
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test", Clock = time });
        for (var i = 0; i < 600; i++)
        {
            var lease = await store.GrantAsync(TimeSpan.FromSeconds(2 + (i % 3)), CancellationToken.None);
            await store.PutAsync($"k/{i}", "1", lease.Id);
        }

        // More end at once than one group takes: the rest follows in the next.
        foreach (var left in new[] { 400, 200, 0 })
        {
            time.Advance(TimeSpan.FromSeconds(left == 400 ? 2 : 1));
            for (var i = 0; i < 5; i++) time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(left, (await store.RangeAsync(RangeQuery.Under("k/"), CancellationToken.None)).Entries.Length);
        }
    }
}
