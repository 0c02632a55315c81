using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>A disk that is full in earnest, in the midst of the work.</summary>
public sealed class FullDiskTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SmallDiskFact]
    public async Task Full_disk_loses_nothing_that_was_accepted_and_is_used_again_when_there_is_space()
    {
        using var disk = new SmallDisk(megabytes: 8);
        var (accepted, refused) = (new List<string>(), 0);
        await using (var store = SqliteDurableStore.Open(disk.File("durable.db"), Patient.Options))
        {
            for (var round = 0; round < 3; round++)
            {
                accepted.Add(await EnqueueAsync(store));
                var ballast = disk.FillUp(leaveBytes: 300_000);
                var full = refused;
                while (refused < full + 3)
                {
                    // Several at once, so that whole groups are refused.
                    foreach (var attempt in Enumerable.Range(0, 5).Select(_ => EnqueueAsync(store)).ToArray())
                    {
                        try
                        {
                            accepted.Add(await attempt);
                        }
                        catch (DurabilityException e)
                        {
                            Assert.Equal(DurabilityFailure.Unavailable, e.Failure);
                            Assert.Contains("disk", e.Message, StringComparison.Ordinal);
                            refused++;
                        }
                    }
                }

                // What is there can be read all the same.
                Assert.Equal(accepted.Count, (await store.Jobs.QueuesAsync(None))[0].Pending);
                File.Delete(ballast);
            }

            accepted.Add(await EnqueueAsync(store));
        }

        await using var reopened = SqliteDurableStore.Open(disk.File("durable.db"), Patient.Options);
        Assert.Equal(accepted.Count, (await reopened.Jobs.QueuesAsync(None))[0].Pending);
        foreach (var id in accepted) Assert.NotNull(await reopened.Jobs.GetAsync(id, None));
    }

    private static async Task<string> EnqueueAsync(SqliteDurableStore store) => (await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = new byte[10_000] }], None))[0].Id;
}
