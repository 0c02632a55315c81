using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>Files that are damaged, full, of other formats or of other programs.</summary>
public sealed class DurableFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public DurableFileTests() => _file = _folder.File("durable.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_of_a_newer_format_is_refused_and_left_alone()
    {
        await using (SqliteDurableStore.Open(_file, Patient.Options, [.. DurableSchema.Steps, "CREATE TABLE more(a)"]))
        {
        }

        var error = Fails(DurabilityFailure.Incompatible, () => Open());
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
        await using var newer = SqliteDurableStore.Open(_file, Patient.Options, [.. DurableSchema.Steps, "CREATE TABLE more(a)"]);
    }

    [Fact]
    public async Task File_of_an_older_format_is_brought_up_with_what_it_has()
    {
        string id;
        await using (var store = Open()) id = await EnqueueAsync(store, "p");
        await using var newer = SqliteDurableStore.Open(_file, Patient.Options, [.. DurableSchema.Steps, "CREATE TABLE more(a); INSERT INTO more SELECT count(*) FROM job"]);
        Assert.NotNull(await newer.Jobs.GetAsync(id, None));
    }

    [Fact]
    public async Task Jobs_of_a_file_of_format_1_are_found_by_their_ids_and_done()
    {
        const string Old = "01a202ca000000112233445566778899";
        using (var database = new Database(_file, readOnly: false))
        {
            DurableSchema.Prepare(database, _file, [DurableSchema.Steps[0]]);
            database.Execute(
                $"""
                INSERT INTO queue VALUES (1, 'q', 1, 0, 0, 0);
                INSERT INTO job VALUES (1, '{Old}', 1, NULL, NULL, 0, 0, 5, 5, 0, 0, NULL, 0, NULL, NULL, 3);
                INSERT INTO content VALUES (1, NULL, x'616263', NULL);
                """);
        }

        await using var store = Open();
        Assert.Equal("abc"u8.ToArray(), (await store.Jobs.GetAsync(Old, None))!.Payload.ToArray());
        var job = Assert.Single(await store.Jobs.ClaimAsync("q", 1, TimeSpan.FromSeconds(30), "w", None));
        Assert.Equal(Old, job.Claim.Id);
        Assert.Equal("abc"u8.ToArray(), job.Payload.ToArray());
        Assert.True(await store.Jobs.CompleteAsync(job.Claim, "done"u8.ToArray(), None));
        Assert.Equal("done"u8.ToArray(), (await store.Jobs.GetAsync(Old, None))!.Result.ToArray());
        Assert.NotEqual(Old, await EnqueueAsync(store, "new"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_024)]
    [InlineData(1_025)]
    [InlineData(100_000)]
    public async Task Payloads_of_any_size_come_back_whole_among_many_of_a_group(int bytes)
    {
        var payload = new byte[bytes];
        new Random(bytes).NextBytes(payload);
        var headers = System.Collections.Immutable.ImmutableArray.Create(new KeyValuePair<string, string>("name", "value"));
        await using var store = Open();
        NewJob[] jobs = [.. Enumerable.Range(0, 19).Select(i => new NewJob { Queue = "q", Payload = payload, Headers = i % 3 == 0 ? headers : [], Group = i % 5 == 0 ? "g" : null })];
        var ids = (await store.Jobs.EnqueueAsync(jobs, None)).Select(job => job.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var job = await store.Jobs.GetAsync(ids[^1], None);
        Assert.True(job!.Payload.Span.SequenceEqual(payload));
        Assert.Equal(headers.AsEnumerable(), job.Headers.AsEnumerable());
        // The first of the group is claimed, the others of it wait.
        var claimed = await store.Jobs.ClaimAsync("q", 100, TimeSpan.FromSeconds(30), "w", None);
        Assert.Equal(ids.Where((_, i) => i % 5 != 0 || i == 0), claimed.Select(each => each.Claim.Id));
        Assert.All(claimed, each => Assert.True(each.Payload.Span.SequenceEqual(payload)));
        foreach (var each in claimed) Assert.True(await store.Jobs.CompleteAsync(each.Claim, default, None));
        Assert.Equal(0, (await store.Jobs.GetAsync(ids[0], None))!.Payload.Length);
    }

    [Fact]
    public void File_of_another_program_is_refused_and_left_alone()
    {
        using (var other = new Database(_file, readOnly: false)) other.Execute("CREATE TABLE theirs(a)");
        Assert.Contains("another program", Fails(DurabilityFailure.Incompatible, () => Open()).Message, StringComparison.Ordinal);
        using var again = new Database(_file, readOnly: false);
        Assert.Equal(0, again.Number("SELECT count(*) FROM theirs"));
    }

    [Fact]
    public async Task Damaged_file_is_set_aside_with_its_name_in_the_error()
    {
        await File.WriteAllTextAsync(_file, new string('x', 10_000));
        var error = Fails(DurabilityFailure.Corrupt, () => Open());
        var aside = Assert.Single(_folder.Names, name => name.Contains(".corrupt-", StringComparison.Ordinal));
        Assert.Contains(aside, error.Message, StringComparison.Ordinal);
        Assert.Equal(10_000, new FileInfo(_folder.File(aside)).Length);
        await using var store = Open();
        await EnqueueAsync(store, "p");
    }

    [Fact]
    public async Task File_damaged_while_it_is_open_is_set_aside_and_nothing_more_is_accepted()
    {
        await using (var store = Open())
        {
            for (var i = 0; i < 200; i++) await EnqueueAsync(store, new string('p', 1_000));
        }

        await using (var store = Open())
        {
            // All pages but the first, of which the connection is sure.
            await using (var stream = new FileStream(_file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                stream.Seek(4096, SeekOrigin.Begin);
                await stream.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)stream.Length - 4096).ToArray());
            }

            var error = await FailsAsync(DurabilityFailure.Corrupt, async () => await store.Jobs.ListAsync(new JobQuery("q"), None));
            Assert.Contains(".corrupt-", error.Message, StringComparison.Ordinal);
            await FailsAsync(DurabilityFailure.Corrupt, () => EnqueueAsync(store, "p"));
            await FailsAsync(DurabilityFailure.Corrupt, async () => await store.Jobs.QueuesAsync(None));
        }

        await using var fresh = Open();
        Assert.Empty(await fresh.Jobs.QueuesAsync(None));
    }

    [Fact]
    public async Task Full_disk_accepts_nothing_and_is_used_again_when_there_is_space()
    {
        await using var store = Open();
        await EnqueueAsync(store, "before");
        await OnWriterAsync(store, session => session.LimitPages(session.Pages()));
        var error = await FailsAsync(DurabilityFailure.Unavailable, () => EnqueueAsync(store, new string('x', 100_000)));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(await store.Jobs.QueuesAsync(None)).Pending);
        await OnWriterAsync(store, session => session.LimitPages(0));
        await EnqueueAsync(store, new string('x', 100_000));
        Assert.Equal(2, (await store.Jobs.ClaimAsync("q", 10, TimeSpan.FromSeconds(30), "w", None)).Count);
    }

    [Theory]
    [InlineData(10, (int)DurabilityFailure.UnknownOutcome)]
    [InlineData(13, (int)DurabilityFailure.Unavailable)]
    public async Task Fault_at_the_commit_is_told_honestly_and_the_store_goes_on(int code, int failure)
    {
        await using var store = Open();
        var kept = await EnqueueAsync(store, "kept");
        store.Committer.BeforeCommit = () => throw new SqliteFault(code, "injected");
        await FailsAsync((DurabilityFailure)failure, () => EnqueueAsync(store, "lost"));
        store.Committer.BeforeCommit = null;
        await EnqueueAsync(store, "later");
        var jobs = await store.Jobs.ClaimAsync("q", 10, TimeSpan.FromSeconds(30), "w", None);
        Assert.Equal(2, jobs.Count);
        Assert.Equal(kept, jobs[0].Claim.Id);
        Assert.Equal(2, Assert.Single(await store.Jobs.QueuesAsync(None)).Claimed);
    }

    [Fact]
    public async Task Write_that_hangs_is_given_up_after_the_time_out()
    {
        using var goOn = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var (options, patience) = (new DurableOptions(), new ManualTime());
        await using var store = SqliteDurableStore.Open(_file, options, DurableSchema.Steps, patience);
        store.Committer.BeforeCommit = () =>
        {
            begun.Release();
            goOn.Wait();
        };
        try
        {
            var taken = FailsAsync(DurabilityFailure.UnknownOutcome, () => EnqueueAsync(store, "taken"));
            await begun.WaitAsync();
            var waiting = FailsAsync(DurabilityFailure.Unavailable, () => EnqueueAsync(store, "waiting"));
            patience.Advance(options.Timeout);
            await Task.WhenAll(taken, waiting);
        }
        finally
        {
            store.Committer.BeforeCommit = null;
            goOn.Set();
        }

        await EnqueueAsync(store, "later");
        Assert.Equal(2, (await store.Jobs.ClaimAsync("q", 10, TimeSpan.FromSeconds(30), "w", None)).Count);
    }

    [Fact]
    public async Task Store_opened_twice_in_a_process_is_refused()
    {
        await using var store = Open();
        Fails(DurabilityFailure.Unavailable, () => Open());
    }

    [Fact]
    public void Directory_that_cannot_be_made_is_told()
    {
        File.WriteAllText(_folder.File("no-directory"), "");
        Fails(DurabilityFailure.Unavailable, () => SqliteDurableStore.Open(_folder.File("no-directory/durable.db"), Patient.Options));
    }

    private static async Task OnWriterAsync(SqliteDurableStore store, Action<WriteSession> act) => await store.WriteAsync(
        session =>
        {
            act(session);
            return true;
        },
        0,
        None);

    private static async Task<string> EnqueueAsync(SqliteDurableStore store, string payload) =>
        (await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = System.Text.Encoding.UTF8.GetBytes(payload) }], None))[0].Id;

    private static DurabilityException Fails(DurabilityFailure failure, Func<IDurableStore> open)
    {
        var error = Assert.Throws<DurabilityException>(() => open());
        Assert.Equal(failure, error.Failure);
        return error;
    }

    private static async Task<DurabilityException> FailsAsync(DurabilityFailure failure, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<DurabilityException>(action);
        Assert.Equal(failure, error.Failure);
        return error;
    }

    private SqliteDurableStore Open() => SqliteDurableStore.Open(_file, Patient.Options);
}
