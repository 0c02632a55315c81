using Microsoft.Data.Sqlite;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Embedded.Sqlite;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Embedded;

/// <summary>What an embedded store makes of the file that it finds.</summary>
public sealed class CoordinationFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public CoordinationFileTests() => _file = _folder.File("coordination.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reopened_store_goes_on_where_it_was()
    {
        long revision, lease;
        await using (var store = Open())
        {
            await store.PutAsync("a", "1");
            await store.PutAsync("a", "2");
            await store.PutAsync("gone", "1");
            lease = (await store.GrantAsync(TimeSpan.FromMinutes(1), CancellationToken.None)).Id;
            await store.PutAsync("bound", "1", lease);
            revision = (await store.CommitAsync(new Transaction { Then = [Operation.Delete("gone")] }, CancellationToken.None)).Revision;
            Assert.StartsWith("SQLite 3.", store.Status.Version, StringComparison.Ordinal);
            Assert.Equal(_file, store.Status.Location);
        }

        await using var again = Open();
        var entry = await again.FindAsync("a");
        Assert.Equal((2, revision - 4, revision - 3), (entry!.Version, entry.CreateRevision, entry.ModRevision));
        Assert.Equal((lease, null), ((await again.FindAsync("bound"))!.Lease, await again.FindAsync("gone")));
        Assert.Equal(revision + 1, await again.PutAsync("b", "1"));
        await again.RevokeAsync(lease, CancellationToken.None);
        Assert.Null(await again.FindAsync("bound"));
    }

    [Fact]
    public async Task Lease_begins_anew_with_a_restart_and_ends_then()
    {
        var time = new ManualTime();
        LeaseGrant lease;
        await using (var store = Open(time))
        {
            lease = await store.GrantAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
            await store.PutAsync("bound", "1", lease.Id);
            time.Advance(TimeSpan.FromSeconds(9));
            Assert.NotNull(await store.FindAsync("bound"));
        }

        await using var again = Open(time);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.True((await again.RenewAsync(lease.Id, CancellationToken.None)).Alive);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotNull(await again.FindAsync("bound"));
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Holds(
            async () =>
            {
                // The timer may be set a moment after the time for it has passed.
                time.Advance(TimeSpan.FromMilliseconds(10));
                return await again.FindAsync("bound") is null;
            },
            "the lease has ended");
        Assert.False((await again.RenewAsync(lease.Id, CancellationToken.None)).Alive);
    }

    [Fact]
    public async Task Watch_from_before_a_restart_is_told_to_list_again()
    {
        long revision;
        await using (var store = Open()) revision = await store.PutAsync("a", "1");
        await using var again = Open();
        await using var watch = again.WatchAsync(new WatchQuery { Key = "a", FromRevision = revision }, CancellationToken.None).GetAsyncEnumerator();
        var error = await Stores.FailsAsync(CoordinationFailure.Compacted, async () => await watch.MoveNextAsync());
        Assert.Equal(revision + 1, error.CompactRevision);
        await using var next = again.WatchAsync(new WatchQuery { Key = "a", FromRevision = revision + 1 }, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await next.MoveNextAsync());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("head")]
    [InlineData("middle")]
    [InlineData("tables")]
    public async Task Damaged_file_is_set_aside_and_named(string damage)
    {
        await using (var store = Open())
        {
            for (var i = 0; i < 200; i++) await store.PutAsync($"k/{i}", new string('x', 100));
        }

        var damaged = Damage(damage);
        await using (var store = Open())
        {
            Assert.Equal(StoreState.Connected, store.Status.State);
            var aside = Assert.Single(_folder.Names, name => name.Contains(".corrupt-", StringComparison.Ordinal));
            Assert.Contains(_folder.File(aside), store.Status.Warning, StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(_folder.File(aside)));
            Assert.Null(await store.FindAsync("k/1"));
            await store.PutAsync("new", "1");
        }

        await using var again = Open();
        Assert.Equal(("1", null), (await again.TextAsync("new"), again.Status.Warning));
    }

    [Fact]
    public async Task Second_damaged_file_of_the_same_second_does_not_replace_the_first()
    {
        for (var i = 0; i < 3; i++)
        {
            File.WriteAllText(_file, $"this is no database {i}, and long enough to look like one {new string('x', 100)}");
            await using var store = Open(new ManualTime());
        }

        Assert.Equal(3, _folder.Names.Count(name => name.Contains(".corrupt-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task File_of_a_newer_format_is_refused_and_left_alone()
    {
        await using (var store = Open()) await store.PutAsync("a", "1");
        Sql("PRAGMA user_version = 99");
        var before = File.ReadAllBytes(_file);
        var error = Assert.Throws<CoordinationException>(() => Open());
        Assert.Equal(CoordinationFailure.Incompatible, error.Failure);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_file));
        Sql($"PRAGMA user_version = {SqliteSchema.Steps.Count}");
        await using var again = Open();
        Assert.Equal("1", await again.TextAsync("a"));
    }

    [Fact]
    public async Task File_of_an_older_format_is_brought_up()
    {
        await using (var store = Open()) await store.PutAsync("a", "1");
        string[] newer = [.. SqliteSchema.Steps, "ALTER TABLE lease ADD COLUMN note TEXT"];
        using (var journal = SqliteJournal.Open(_file, TimeProvider.System, steps: newer)) Assert.Equal(2, journal.Load().Space.Entries.Count);
        Assert.Equal(newer.Length, Number("PRAGMA user_version"));
        Assert.Equal(0, Number("SELECT count(note) FROM lease"));
    }

    [Fact]
    public void Database_of_another_program_is_refused_and_left_alone()
    {
        Sql("CREATE TABLE theirs(x)");
        var error = Assert.Throws<CoordinationException>(() => Open());
        Assert.Equal(CoordinationFailure.Incompatible, error.Failure);
        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Number("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Second_coordinator_on_one_file_is_refused_also_in_one_process()
    {
        await using (var first = Open())
        {
            var error = Assert.Throws<CoordinationException>(() => Open());
            Assert.Equal(CoordinationFailure.Unavailable, error.Failure);
            await first.PutAsync("a", "1");
        }

        await using var second = Open();
        Assert.Equal("1", await second.TextAsync("a"));
    }

    [Fact]
    public async Task File_that_cannot_be_opened_leaves_the_store_lost_until_it_can()
    {
        Directory.CreateDirectory(_file);
        await using var store = Open();
        Assert.Equal(StoreState.Lost, store.Status.State);
        Assert.Contains(_file, store.Status.Problem, StringComparison.Ordinal);
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("a", "1"));
        Directory.Delete(_file);
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the file can be opened");
        await store.PutAsync("a", "1");
        Assert.Null(store.Status.Problem);
    }

    [Fact]
    public async Task Folder_that_is_missing_is_made()
    {
        await using var store = EmbeddedCoordinator.Open(_folder.File("sub/folder/coordination.db"), new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1) });
        await store.PutAsync("a", "1");
    }

    private EmbeddedCoordinator Open(TimeProvider? clock = null) =>
        EmbeddedCoordinator.Open(_file, new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1), Clock = clock ?? TimeProvider.System });

    private byte[] Damage(string how)
    {
        if (how == "tables")
        {
            Sql("ALTER TABLE entry RENAME COLUMN modified TO other; DROP TABLE lease");
            return File.ReadAllBytes(_file);
        }

        var bytes = File.ReadAllBytes(_file);
        switch (how)
        {
            case "text":
                bytes = [.. Enumerable.Repeat((byte)'#', 5000)];
                break;
            case "head":
                Array.Clear(bytes, 0, 100);
                break;
            default:
                Array.Fill(bytes, (byte)0xA5, bytes.Length / 2, 4096);
                break;
        }

        File.WriteAllBytes(_file, bytes);
        return bytes;
    }

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        connection.Open();
        SqliteSchema.Execute(connection, sql);
    }

    private long Number(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        connection.Open();
        return SqliteSchema.Number(connection, sql);
    }
}
