using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>A file of format 1 whose being brought up does not come to its end.</summary>
public sealed class FormerFormatTests : IDisposable
{
    private const int Jobs = 5_000;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Step_that_is_cut_off_leaves_the_file_as_it_was()
    {
        var file = _folder.File("durable.db");
        MakeFormat1(file);
        for (var statements = 1; statements <= 4; statements++)
        {
            // As a process that is killed after so many of them: the connection ends within the transaction.
            using var cut = new Database(file, readOnly: false);
            cut.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = 5; BEGIN IMMEDIATE");
            foreach (var sql in DurableSchema.Steps[1].Split(';', StringSplitOptions.TrimEntries).Take(statements)) cut.Execute(sql);
        }

        using (var database = new Database(file, readOnly: false)) Assert.Equal(1, database.Number("PRAGMA user_version"));
        await WorksAsync(file);
    }

    [SmallDiskFact]
    public async Task Full_disk_leaves_the_file_as_it_was_until_there_is_space()
    {
        using var disk = new SmallDisk(megabytes: 8);
        var file = disk.File("durable.db");
        MakeFormat1(file);
        foreach (var leave in new[] { 0, 20_000, 60_000, 150_000 })
        {
            var ballast = disk.FillUp(leave);
            var error = Assert.Throws<DurabilityException>(() => SqliteDurableStore.Open(file, Patient.Options));
            Assert.Equal(DurabilityFailure.Unavailable, error.Failure);
            File.Delete(ballast);
        }

        await WorksAsync(file);
    }

    private static void MakeFormat1(string file)
    {
        using var database = new Database(file, readOnly: false);
        DurableSchema.Prepare(database, file, [DurableSchema.Steps[0]]);
        database.Execute(
            $"""
            INSERT INTO queue VALUES (1, 'q', {Jobs}, 0, 0, 0);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Jobs})
            INSERT INTO job SELECT i, printf('01a202ca%024d', i), 1, NULL, NULL, 0, 0, 5, 5, 0, 0, NULL, 0, NULL, NULL, 3 FROM n;
            INSERT INTO content SELECT seq, NULL, x'616263', NULL FROM job;
            """);
    }

    private static async Task WorksAsync(string file)
    {
        await using var store = SqliteDurableStore.Open(file, Patient.Options);
        Assert.Equal(Jobs, Assert.Single(await store.Jobs.QueuesAsync(None)).Pending);
        Assert.Equal("abc"u8.ToArray(), (await store.Jobs.GetAsync($"01a202ca{Jobs:d24}", None))!.Payload.ToArray());
        Assert.Equal(1_000, (await store.Jobs.ClaimAsync("q", 1_000, TimeSpan.FromSeconds(30), "w", None)).Count);
    }
}
