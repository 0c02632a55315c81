using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>Keys, their revisions, and reads.</summary>
public abstract partial class CoordinatorContract
{
    [Fact]
    public async Task Put_creates_then_changes_a_key()
    {
        var first = await PutAsync("t/a", "1");
        var created = await GetAsync("t/a");
        var second = await PutAsync("t/a", "2");
        var changed = await GetAsync("t/a");

        Assert.Equal(("t/a", "1", first, first, 1, 0), (created!.Key, Text(created), created.CreateRevision, created.ModRevision, created.Version, created.Lease));
        Assert.Equal(("t/a", "2", first, second, 2, 0), (changed!.Key, Text(changed), changed.CreateRevision, changed.ModRevision, changed.Version, changed.Lease));
        Assert.True(second > first);
    }

    [Fact]
    public async Task Put_of_the_same_value_is_a_change_too()
    {
        var first = await PutAsync("t/a", "1");
        var second = await PutAsync("t/a", "1");
        Assert.True(second > first);
        Assert.Equal((second, 2), ((await GetAsync("t/a"))!.ModRevision, (int)(await GetAsync("t/a"))!.Version));
    }

    [Fact]
    public async Task Deleted_key_is_gone_and_begins_anew()
    {
        await PutAsync("t/a", "1");
        await PutAsync("t/a", "2");
        var deleted = await Store.CommitAsync(Then(Operation.Delete("t/a")), None);
        Assert.Equal(1, deleted.Deleted);
        Assert.Null(await GetAsync("t/a"));
        var again = await PutAsync("t/a", "3");
        var entry = await GetAsync("t/a");
        Assert.Equal((again, again, 1), (entry!.CreateRevision, entry.ModRevision, (int)entry.Version));
        Assert.True(again > deleted.Revision);
    }

    [Fact]
    public async Task Deletion_of_nothing_makes_no_revision()
    {
        var before = await PutAsync("t/a", "1");
        var nothing = await Store.CommitAsync(Then(Operation.Delete("t/none"), Operation.DeletePrefix("t/none/")), None);
        Assert.Equal((true, 0), (nothing.Succeeded, (int)nothing.Deleted));
        var after = await Store.CommitAsync(Then(Operation.Range(RangeQuery.Of("t/a"))), None);
        Assert.Equal(nothing.Revision, after.Revision);
        Assert.Equal(before, after.Ranges[0].First!.ModRevision);
    }

    [Fact]
    public async Task Value_may_be_empty_or_any_bytes()
    {
        byte[] bytes = [0, 255, 128, 10, 0];
        await Store.CommitAsync(Then(Operation.Put("t/bytes", bytes), Operation.Put("t/empty", default)), None);
        Assert.Equal(bytes, (await GetAsync("t/bytes"))!.Value.ToArray());
        Assert.Equal(0, (await GetAsync("t/empty"))!.Value.Length);
    }

    [Fact]
    public async Task Key_may_be_any_text()
    {
        string[] keys = ["t/ ", "t/ü/ß", "t/\u4e16\u754c", "t/\U0001f600", "t/%2f?*", "t/a\0b", "t//"];
        foreach (var key in keys) await PutAsync(key, key);
        foreach (var key in keys) Assert.Equal(key, Text(await GetAsync(key)));
        Assert.Equal(keys.Length, (await Store.RangeAsync(RangeQuery.Under("t/"), None)).Entries.Length);
    }

    [Fact]
    public async Task Range_of_an_absent_key_is_empty()
    {
        var result = await Store.RangeAsync(RangeQuery.Of("t/none"), None);
        Assert.Equal((0, false, null), (result.Entries.Length, result.More, result.First));
        Assert.True(result.Revision > 0);
    }

    [Fact]
    public async Task Range_of_a_prefix_holds_what_begins_so_and_nothing_else()
    {
        foreach (var key in new[] { "t/b", "t/a/2", "t/a", "t/a/1", "t/ab", "s/a", "u/a", "t/a/1/x" }) await PutAsync(key, "1");
        Assert.Equal("t/a/1 t/a/1/x t/a/2", await KeysAsync(RangeQuery.Under("t/a/")));
        Assert.Equal("t/a t/a/1 t/a/1/x t/a/2 t/ab", await KeysAsync(RangeQuery.Under("t/a")));
        Assert.Equal("t/a", await KeysAsync(RangeQuery.Of("t/a")));
        Assert.Equal("", await KeysAsync(RangeQuery.Under("t/c")));
    }

    [Fact]
    public async Task Empty_prefix_holds_every_key_of_the_system()
    {
        await PutAsync("t/a", "1");
        Assert.Equal("perdure t/a", await KeysAsync(RangeQuery.Under("")));
    }

    [Fact]
    public async Task Range_comes_in_the_order_of_bytes()
    {
        // In UTF-16 the last two would be the other way round.
        foreach (var key in new[] { "t/\U0001f600", "t/\uff21", "t/é", "t/z", "t/Z", "t/ ", "t/~" }) await PutAsync(key, "1");
        Assert.Equal("t/  t/Z t/z t/~ t/é t/\uff21 t/\U0001f600", await KeysAsync(RangeQuery.Under("t/")));
    }

    [Fact]
    public async Task Range_orders_by_creation_and_limits_after_that()
    {
        var revisions = new List<long>();
        foreach (var key in new[] { "t/c", "t/a", "t/d", "t/b" }) revisions.Add(await PutAsync(key, "1"));
        await PutAsync("t/c", "2");
        var all = RangeQuery.Under("t/");

        Assert.Equal("t/c t/a t/d t/b", await KeysAsync(all with { Order = RangeOrder.CreateRevision }));
        Assert.Equal("t/b t/d t/a t/c", await KeysAsync(all with { Order = RangeOrder.CreateRevisionDescending }));
        Assert.Equal("t/c", await KeysAsync(all with { Order = RangeOrder.CreateRevision, Limit = 1 }));
        Assert.Equal("t/b t/d", await KeysAsync(all with { Order = RangeOrder.CreateRevisionDescending, Limit = 2 }));
        Assert.Equal("t/a t/c", await KeysAsync(all with { MaxCreateRevision = revisions[1] }));
        Assert.Equal("t/d t/a", await KeysAsync(all with { MaxCreateRevision = revisions[2], Order = RangeOrder.CreateRevisionDescending, Limit = 2 }));
        Assert.Equal("", await KeysAsync(all with { MaxCreateRevision = revisions[0] - 1 }));
    }

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, false)]
    [InlineData(4, 3, false)]
    public async Task Limit_says_whether_it_cut_off(int limit, int expected, bool more)
    {
        await Store.CommitAsync(Then(Put("t/a", "1"), Put("t/b", "1"), Put("t/c", "1")), None);
        var result = await Store.RangeAsync(RangeQuery.Under("t/") with { Limit = limit }, None);
        Assert.Equal((expected, more), (result.Entries.Length, result.More));
    }

    [Fact]
    public async Task Keys_only_leaves_the_values_away()
    {
        var revision = await PutAsync("t/a", "value");
        var entry = (await Store.RangeAsync(RangeQuery.Under("t/") with { KeysOnly = true }, None)).First!;
        Assert.Equal(("t/a", 0, revision), (entry.Key, entry.Value.Length, entry.ModRevision));
    }

    [Fact]
    public async Task Serializable_read_sees_what_is_there()
    {
        await PutAsync("t/a", "1");
        await Eventually.Holds(
            async () => Text((await Store.RangeAsync(RangeQuery.Of("t/a") with { Consistency = ReadConsistency.Serializable }, None)).First) == "1",
            "a serializable read comes to see a write");
    }

    [Fact]
    public async Task Read_sees_every_write_acknowledged_before()
    {
        for (var i = 0; i < 50; i++)
        {
            var revision = await PutAsync("t/a", i.ToString(null, null));
            var result = await Store.RangeAsync(RangeQuery.Of("t/a"), None);
            Assert.Equal(i.ToString(null, null), Text(result.First));
            Assert.True(result.Revision >= revision);
        }
    }
}
