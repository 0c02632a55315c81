using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>Leases. Those that have to live their time out are granted together, so that they do so side by side.</summary>
public abstract partial class CoordinatorContract
{
    private const int Chances = 10;

    /// <summary>The shortest time to live that the store grants.</summary>
    protected virtual TimeSpan Shortest => TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Grant_is_never_shorter_than_asked_for_and_counts_from_before_it_was_sent()
    {
        foreach (var (asked, whole) in new[] { (10.0, 10.0), (3.2, 4.0), (0.5, 1.0) })
        {
            var before = Store.Clock.GetTimestamp();
            var lease = await Store.GrantAsync(TimeSpan.FromSeconds(asked), None);
            var after = Store.Clock.GetTimestamp();
            Assert.True(lease.Alive);
            Assert.NotEqual(0, lease.Id);
            Assert.Equal(Math.Max(whole, Shortest.TotalSeconds), lease.Ttl.TotalSeconds);
            var ttl = (long)(lease.Ttl.TotalSeconds * Store.Clock.TimestampFrequency);
            Assert.InRange(lease.DeadlineTimestamp - ttl, before, after);
        }
    }

    [Fact]
    public async Task Grants_differ()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.GrantAsync(TimeSpan.FromMinutes(1), None).AsTask()));
        Assert.Equal(20, leases.Select(lease => lease.Id).Distinct().Count());
        Assert.All(leases, lease => Assert.True(lease.Id > 0));
    }

    [Fact]
    public async Task Key_shows_the_lease_it_is_bound_to_and_moves_between_leases()
    {
        var (first, second) = ((await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id, (await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id);
        await PutAsync("t/moved", "1", first);
        await PutAsync("t/stays", "1", first);
        await PutAsync("t/freed", "1", first);
        Assert.Equal(first, (await GetAsync("t/moved"))!.Lease);
        await PutAsync("t/moved", "2", second);
        await PutAsync("t/freed", "2");
        Assert.Equal((second, 0), ((await GetAsync("t/moved"))!.Lease, (await GetAsync("t/freed"))!.Lease));

        await Store.RevokeAsync(first, None);
        Assert.Equal("t/freed t/moved", await KeysAsync(RangeQuery.Under("t/")));
        await Store.RevokeAsync(second, None);
        Assert.Equal("t/freed", await KeysAsync(RangeQuery.Under("t/")));
    }

    [Fact]
    public async Task Key_deleted_and_made_anew_without_its_lease_stays()
    {
        var lease = (await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id;
        await PutAsync("t/a", "1", lease);
        await Store.CommitAsync(Then(Operation.Delete("t/a")), None);
        await PutAsync("t/a", "2");
        await Store.RevokeAsync(lease, None);
        Assert.Equal("2", Text(await GetAsync("t/a")));
    }

    [Fact]
    public async Task Revocation_deletes_all_keys_at_one_revision()
    {
        var lease = (await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id;
        var revision = (await Store.CommitAsync(Then(Put("t/b", "1", lease), Put("t/a", "1", lease), Put("t/c", "1")), None)).Revision;
        await using var watch = Watch("t/", prefix: true, from: revision + 1);
        await watch.BegunAsync();
        await Store.RevokeAsync(lease, None);
        Assert.Equal("t/c", await KeysAsync(RangeQuery.Under("t/")));
        var events = await watch.TakeAsync(2);
        Assert.Equal(["t/a", "t/b"], events.Select(e => e.Entry.Key).Order());
        Assert.All(events, e => Assert.True(e.Deleted));
        Assert.Single(events.Select(e => e.Entry.ModRevision).Distinct());
        Assert.True(events[0].Entry.ModRevision > revision);
    }

    [Fact]
    public async Task Dead_lease_is_told_by_renewal_and_refused_by_writes()
    {
        var lease = (await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id;
        await Store.RevokeAsync(lease, None);
        await Store.RevokeAsync(lease, None);
        var renewed = await Store.RenewAsync(lease, None);
        Assert.Equal((lease, false), (renewed.Id, renewed.Alive));
        Assert.False((await Store.RenewAsync(12345, None)).Alive);
        await FailsAsync(CoordinationFailure.LeaseGone, () => PutAsync("t/a", "1", lease));
        Assert.Null(await GetAsync("t/a"));
    }

    [Fact]
    public async Task Unknown_lease_fails_the_whole_transaction()
    {
        var lease = (await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id;
        await Store.RevokeAsync(lease, None);
        var before = (await Store.RangeAsync(RangeQuery.Of("t/a"), None)).Revision;
        await FailsAsync(CoordinationFailure.LeaseGone, async () => await Store.CommitAsync(Then(Put("t/a", "1"), Put("t/b", "1", lease), Put("t/c", "1")), None));
        Assert.Equal("", await KeysAsync(RangeQuery.Under("t/")));
        Assert.True((await Store.RangeAsync(RangeQuery.Of("t/a"), None)).Revision >= before);

        // In the branch that is not taken it does not matter.
        var other = new Transaction { When = [Compare.Absent("t/a")], Then = [Put("t/a", "1")], Else = [Put("t/a", "2", lease)] };
        Assert.True((await Store.CommitAsync(other, None)).Succeeded);
    }

    [Fact]
    public async Task Lease_that_is_not_renewed_takes_its_keys_with_it_in_time()
    {
        for (var chance = 1; !await LeftLeaseEndsAsync($"t/{chance}/"); chance++) Assert.True(chance < Chances, "the test itself was late each time");
    }

    [Fact]
    public async Task Renewal_gives_the_full_time_again()
    {
        for (var chance = 1; !await RenewedLeaseLivesAsync($"t/{chance}"); chance++) Assert.True(chance < Chances, "the test itself was late each time");
    }

    // False when nothing was shown, because this process was too late to renew, or the store to end what was over.
    private async Task<bool> LeftLeaseEndsAsync(string place)
    {
        var renewed = await Store.GrantAsync(Shortest, None);
        var left = await Store.GrantAsync(Shortest, None);
        var start = Store.Clock.GetTimestamp();
        long revision;
        try
        {
            revision = (await Store.CommitAsync(Then(Put(place + "left/1", "1", left.Id), Put(place + "left/2", "1", left.Id), Put(place + "renewed", "1", renewed.Id)), None)).Revision;
        }
        catch (CoordinationException gone) when (gone.Failure == CoordinationFailure.LeaseGone)
        {
            return !IsOver(renewed);
        }

        await using var watch = Watch(place, prefix: true, from: revision + 1);
        var taken = watch.TakeAsync(2);
        while (!taken.IsCompleted)
        {
            if (await Store.RenewAsync(renewed.Id, None) is not { Alive: true } again) return !IsOver(renewed);
            renewed = again;
            await Task.WhenAny(taken, Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System));
        }

        var lived = Store.Clock.GetElapsedTime(start);
        Assert.True(Store.Clock.GetTimestamp() >= left.DeadlineTimestamp, "no earlier than its holder counts");
        var keys = await KeysAsync(RangeQuery.Under(place));
        if (!(await Store.RenewAsync(renewed.Id, None)).Alive) return !IsOver(renewed);
        if (lived > Shortest + TimeSpan.FromSeconds(8)) return false;

        var events = await taken;
        Assert.All(events, e => Assert.True(e.Deleted));
        Assert.Equal([place + "left/1", place + "left/2"], events.Select(e => e.Entry.Key).Order());
        Assert.Single(events.Select(e => e.Entry.ModRevision).Distinct());
        Assert.Equal(place + "renewed", keys);
        Assert.False((await Store.RenewAsync(left.Id, None)).Alive);
        await FailsAsync(CoordinationFailure.LeaseGone, () => PutAsync(place + "late", "1", left.Id));
        Assert.True(events[0].Entry.ModRevision > revision);
        return true;
    }

    // False when nothing was shown, because this process was too late to renew.
    private async Task<bool> RenewedLeaseLivesAsync(string key)
    {
        var last = await Store.GrantAsync(Shortest, None);
        try
        {
            await PutAsync(key, "1", last.Id);
        }
        catch (CoordinationException gone) when (gone.Failure == CoordinationFailure.LeaseGone)
        {
            return !IsOver(last);
        }

        var clock = Store.Clock;
        var start = clock.GetTimestamp();
        while (clock.GetElapsedTime(start) < 2 * Shortest)
        {
            var before = clock.GetTimestamp();
            var renewed = await Store.RenewAsync(last.Id, None);
            if (!renewed.Alive) return !IsOver(last);
            Assert.Equal((last.Id, Shortest), (renewed.Id, renewed.Ttl));
            Assert.InRange(renewed.DeadlineTimestamp - (long)(Shortest.TotalSeconds * clock.TimestampFrequency), before, clock.GetTimestamp());
            last = renewed;
            await Task.Delay(TimeSpan.FromMilliseconds(500), clock);
        }

        if (await GetAsync(key) is null) return !IsOver(last);
        await Eventually.Holds(async () => await GetAsync(key) is null, "the key goes with its lease");
        Assert.True(clock.GetTimestamp() >= last.DeadlineTimestamp, "no earlier than its holder counts");
        return true;
    }

    // A lease that is gone must have been over by its holder's count.
    private bool IsOver(LeaseGrant lease)
    {
        Assert.True(Store.Clock.GetTimestamp() >= lease.DeadlineTimestamp, "a lease that is renewed in time lives");
        return true;
    }
}
