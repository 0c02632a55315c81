using System.Text;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>Transactions and their guards.</summary>
public abstract partial class CoordinatorContract
{
    [Fact]
    public async Task Transaction_writes_at_one_revision()
    {
        await PutAsync("t/old/1", "x");
        await PutAsync("t/old/2", "x");
        var result = await Store.CommitAsync(Then(Put("t/a", "1"), Put("t/b", "2"), Operation.DeletePrefix("t/old/"), Operation.Delete("t/none")), None);
        Assert.Equal((true, 2), (result.Succeeded, (int)result.Deleted));
        var entries = (await Store.RangeAsync(RangeQuery.Under("t/"), None)).Entries;
        Assert.Equal("t/a t/b", string.Join(' ', entries.Select(entry => entry.Key)));
        Assert.All(entries, entry => Assert.Equal((result.Revision, result.Revision), (entry.CreateRevision, entry.ModRevision)));
    }

    [Fact]
    public async Task Failed_guard_takes_the_other_branch()
    {
        await PutAsync("t/a", "1");
        var result = await Store.CommitAsync(
            new Transaction
            {
                When = [Compare.Exists("t/a"), Compare.Absent("t/a")],
                Then = [Put("t/then", "1")],
                Else = [Put("t/else", "1"), Operation.Range(RangeQuery.Of("t/a"))],
            },
            None);
        Assert.False(result.Succeeded);
        Assert.Equal("1", Text(Assert.Single(result.Ranges).First));
        Assert.Equal("t/a t/else", await KeysAsync(RangeQuery.Under("t/")));
    }

    [Fact]
    public async Task Failed_guard_without_another_branch_changes_nothing()
    {
        var before = await PutAsync("t/a", "1");
        var result = await Store.CommitAsync(new Transaction { When = [Compare.Absent("t/a")], Then = [Put("t/a", "2")] }, None);
        Assert.Equal((false, 0, 0), (result.Succeeded, result.Ranges.Length, (int)result.Deleted));
        var entry = await GetAsync("t/a");
        Assert.Equal(("1", before), (Text(entry), entry!.ModRevision));
    }

    [Fact]
    public async Task Reads_of_a_transaction_see_the_steps_before_them()
    {
        await PutAsync("t/a", "1");
        var result = await Store.CommitAsync(
            Then(
                Operation.Range(RangeQuery.Of("t/a")),
                Put("t/b", "2"),
                Operation.Range(RangeQuery.Under("t/")),
                Operation.Delete("t/a"),
                Operation.Range(RangeQuery.Under("t/") with { Limit = 5, Order = RangeOrder.CreateRevisionDescending })),
            None);
        Assert.Equal(["t/a", "t/a t/b", "t/b"], result.Ranges.Select(Keys));
        Assert.Equal(result.Revision, result.Ranges[1].Entries[1].CreateRevision);
        Assert.Equal(result.Revision, (await GetAsync("t/b"))!.ModRevision);
    }

    [Fact]
    public async Task Empty_transaction_succeeds()
    {
        var before = await PutAsync("t/a", "1");
        var result = await Store.CommitAsync(new Transaction(), None);
        Assert.Equal((true, 0, 0), (result.Succeeded, result.Ranges.Length, (int)result.Deleted));
        Assert.True(result.Revision >= before);
    }

    [Fact]
    public async Task Transaction_that_only_reads_makes_no_revision()
    {
        var before = await PutAsync("t/a", "1");
        var read = new Transaction { When = [Compare.Exists("t/a")], Then = [Operation.Range(RangeQuery.Of("t/a"))] };
        var results = new[] { await Store.CommitAsync(read, None), await Store.CommitAsync(read, None) };
        Assert.All(results, result => Assert.Equal((true, "1"), (result.Succeeded, Text(result.Ranges[0].First))));
        Assert.True(results[0].Revision >= before);
        Assert.Equal(results[0].Ranges[0].First!.ModRevision, results[1].Ranges[0].First!.ModRevision);
    }

    [Fact]
    public async Task Key_written_twice_in_one_branch_is_refused()
    {
        Transaction[] refused =
        [
            Then(Put("t/a", "1"), Put("t/a", "2")),
            Then(Put("t/a", "1"), Operation.Delete("t/a")),
            Then(Operation.DeletePrefix("t/"), Put("t/a", "1")),
            new Transaction { When = [Compare.Absent("t/a")], Then = [Put("t/b", "1")], Else = [Put("t/a", "1"), Put("t/a", "2")] },
        ];
        foreach (var transaction in refused) await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(transaction, None));
        Assert.Equal("", await KeysAsync(RangeQuery.Under("t/")));
    }

    [Fact]
    public async Task Key_written_once_in_each_branch_or_deleted_twice_is_taken()
    {
        var both = await Store.CommitAsync(new Transaction { When = [Compare.Absent("t/a")], Then = [Put("t/a", "1")], Else = [Put("t/a", "2")] }, None);
        Assert.True(both.Succeeded);
        Assert.Equal("1", Text(await GetAsync("t/a")));
        var deleted = await Store.CommitAsync(Then(Operation.Delete("t/a"), Operation.DeletePrefix("t/"), Operation.Delete("t/a")), None);
        Assert.Equal(1, deleted.Deleted);
    }

    /// <summary>Every field and relation against stored numbers below, at and above the operand, and against a key that does not exist.</summary>
    [Fact]
    public async Task Guards_compare_every_field_in_every_relation()
    {
        var lease = (await Store.GrantAsync(TimeSpan.FromMinutes(1), None)).Id;
        await PutAsync("t/k", "m");
        await PutAsync("t/k", "m", lease);
        var entry = (await GetAsync("t/k"))!;
        var wrong = new List<string>();
        foreach (var key in new[] { "t/k", "t/none" })
        {
            var exists = key == "t/k";
            (CompareField, long)[] stored =
            [
                (CompareField.CreateRevision, exists ? entry.CreateRevision : 0),
                (CompareField.ModRevision, exists ? entry.ModRevision : 0),
                (CompareField.Version, exists ? 2 : 0),
                (CompareField.Lease, exists ? lease : 0),
            ];
            foreach (var (field, number) in stored)
            {
                foreach (var operand in new[] { number - 1, number, number + 1 })
                {
                    foreach (var relation in Enum.GetValues<CompareRelation>())
                        await CheckAsync(new Compare(key, field, relation, operand, default), Expected(relation, number.CompareTo(operand)), wrong);
                }
            }

            foreach (var operand in new[] { "", "l", "m", "ma", "n" })
            {
                foreach (var relation in Enum.GetValues<CompareRelation>())
                {
                    var expected = exists && Expected(relation, string.CompareOrdinal("m", operand));
                    await CheckAsync(new Compare(key, CompareField.Value, relation, 0, Bytes(operand)), expected, wrong);
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Named_guards_mean_what_they_say()
    {
        var created = await PutAsync("t/a", "1");
        var changed = await PutAsync("t/a", "2");
        (Compare Guard, bool Holds)[] guards =
        [
            (Compare.Absent("t/a"), false), (Compare.Absent("t/none"), true),
            (Compare.Exists("t/a"), true), (Compare.Exists("t/none"), false),
            (Compare.CreatedAt("t/a", created), true), (Compare.CreatedAt("t/a", changed), false),
            (Compare.ModifiedAt("t/a", changed), true), (Compare.ModifiedAt("t/a", created), false), (Compare.ModifiedAt("t/none", 0), true),
            (Compare.Holds("t/a", Bytes("2")), true), (Compare.Holds("t/a", Bytes("1")), false), (Compare.Holds("t/none", default), false),
        ];
        foreach (var (guard, holds) in guards)
            Assert.True(holds == (await Store.CommitAsync(new Transaction { When = [guard] }, None)).Succeeded, guard.ToString());
    }

    [Fact]
    public async Task Of_many_that_guard_by_revision_only_one_wins_each_time()
    {
        const int Clients = 8;
        const int Increments = 10;
        await PutAsync("t/counter", "0");
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < Increments;)
            {
                var entry = (await GetAsync("t/counter"))!;
                var next = (int.Parse(Text(entry), null) + 1).ToString(null, null);
                var result = await Store.CommitAsync(new Transaction { When = [Compare.ModifiedAt("t/counter", entry.ModRevision)], Then = [Put("t/counter", next)] }, None);
                if (result.Succeeded) done++;
            }
        })));
        var final = (await GetAsync("t/counter"))!;
        Assert.Equal((Clients * Increments, Clients * Increments + 1), (int.Parse(Text(final), null), (int)final.Version));
    }

    private static bool Expected(CompareRelation relation, int order) => relation switch
    {
        CompareRelation.Equal => order == 0,
        CompareRelation.NotEqual => order != 0,
        CompareRelation.Less => order < 0,
        _ => order > 0,
    };

    private async Task CheckAsync(Compare guard, bool expected, List<string> wrong)
    {
        var result = await Store.CommitAsync(new Transaction { When = [guard] }, None);
        if (result.Succeeded != expected) wrong.Add($"{guard.Key} {guard.Field} {guard.Relation} {guard.Number} {Shown(guard)}: {result.Succeeded}");
    }

    private static string Shown(Compare guard) => Encoding.UTF8.GetString(guard.Value.Span);
}
