using System.Text;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Embedded;

/// <summary>The state machine alone, with random transactions and leases from a seed.</summary>
public sealed class KeySpaceTests
{
    [Fact]
    public void Random_life_keeps_the_invariants()
    {
        for (var seed = 0; seed < 60; seed++) Live(seed);
    }

    [Fact]
    public void Change_leaves_the_state_before_it_as_it_was()
    {
        var before = KeySpace.Empty.Apply(Put("a", "1")).Next;
        var after = before.Apply(new Transaction { Then = [Operation.Delete("a"), Operation.Put("b", default)] }).Next;
        Assert.Equal((2, "a"), (before.Revision, string.Join(' ', before.Entries.Select(entry => entry.Key))));
        Assert.Equal((3, "b"), (after.Revision, string.Join(' ', after.Entries.Select(entry => entry.Key))));
    }

    [Fact]
    public void New_store_is_at_revision_one_and_its_first_write_at_two()
    {
        Assert.Equal(1, KeySpace.Empty.Revision);
        var step = KeySpace.Empty.Apply(Put("a", "1"));
        Assert.Equal((2, 2), (step.Result!.Revision, step.Next.Find("a")!.CreateRevision));
        Assert.Equal(2, Assert.Single(step.Events).Entry.ModRevision);
    }

    [Fact]
    public void End_of_a_lease_without_keys_makes_no_revision()
    {
        var space = KeySpace.Empty.Grant(7, 5);
        var step = space.End(7);
        Assert.Equal((1, 0, 0), (step.Next.Revision, step.Events.Length, step.Next.Leases.Count));
        Assert.Same(space, space.End(8).Next);
    }

    [Fact]
    public void Refused_lease_leaves_everything_as_it_was()
    {
        var space = KeySpace.Empty.Apply(Put("a", "1")).Next;
        var step = space.Apply(new Transaction { Then = [Operation.Put("a", Encoding.UTF8.GetBytes("2")), Operation.Put("b", default, 99)] });
        Assert.Equal(99, step.LeaseGone);
        Assert.Same(space, step.Next);
    }

    private static Transaction Put(string key, string value) => new() { Then = [Operation.Put(key, Encoding.UTF8.GetBytes(value))] };

    // Plays the events beside the store, as a watch does, and looks at both after each step.
    private static void Live(int seed)
    {
        var random = new Random(seed);
        var space = KeySpace.Empty;
        var mirror = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
        long[] leases = [1, 2, 3, 4];
        for (var i = 0; i < 300; i++)
        {
            var lease = leases[random.Next(leases.Length)];
            var step = new KeySpaceStep(space, []);
            switch (random.Next(10))
            {
                case 0 when !space.Leases.ContainsKey(lease):
                    step = step with { Next = space.Grant(lease, 5) };
                    break;
                case 1:
                    step = space.End(lease);
                    break;
                default:
                    step = space.Apply(Next(random, space, leases));
                    break;
            }

            var revisions = step.Events.Select(e => e.Entry.ModRevision).Distinct().ToArray();
            Assert.True(step.Events.Length == 0 ? step.Next.Revision == space.Revision : revisions is [var only] && only == space.Revision + 1 && only == step.Next.Revision, $"seed {seed}");
            foreach (var change in step.Events)
            {
                if (change.Deleted) Assert.True(mirror.Remove(change.Entry.Key), $"seed {seed}: {change.Entry.Key} was not there");
                else mirror[change.Entry.Key] = change.Entry;
            }

            space = step.Next;
            Assert.True(mirror.Values.SequenceEqual(space.Entries), $"seed {seed}: the events tell another story");
            Assert.Equal(space.Entries.Sum(entry => entry.Key.Length + entry.Value.Length), space.Bytes);
            CheckLeases(space, seed);
        }

        var restored = KeySpace.Restore(space.Revision, [.. space.Entries], [.. space.Leases.Values.Select(record => (record.Id, record.TtlSeconds))]);
        Assert.Equal((space.Revision, space.Bytes), (restored.Revision, restored.Bytes));
        Assert.Equal(space.Entries, restored.Entries);
        CheckLeases(restored, seed);
    }

    private static Transaction Next(Random random, KeySpace space, long[] leases)
    {
        var keys = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => $"k{random.Next(8)}").Distinct();
        var steps = keys.Select(key => random.Next(4) == 0
            ? Operation.Delete(key)
            : Operation.Put(key, new byte[random.Next(5)], random.Next(2) == 0 ? 0 : leases[random.Next(leases.Length)]));
        var guard = random.Next(3) == 0 ? Compare.Absent($"k{random.Next(8)}") : Compare.ModifiedAt("k0", space.Find("k0")?.ModRevision ?? 0);
        return new Transaction { When = [guard], Then = [.. steps], Else = [Operation.DeletePrefix("k1")] };
    }

    private static void CheckLeases(KeySpace space, int seed)
    {
        var bound = space.Entries.Where(entry => entry.Lease != 0).ToLookup(entry => entry.Lease, entry => entry.Key);
        Assert.All(bound, keys => Assert.True(space.Leases.ContainsKey(keys.Key), $"seed {seed}: a key is bound to no lease"));
        foreach (var lease in space.Leases.Values) Assert.True(bound[lease.Id].Order(StringComparer.Ordinal).SequenceEqual(lease.Keys), $"seed {seed}: lease {lease.Id}");
    }
}
