using Perdure.Coordination.Embedded;
using Perdure.Coordination.Embedded.Sqlite;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Embedded;

/// <summary>A disk that is full, breaks, or hangs.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyJournal.Disk _disk = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Full_disk_refuses_writes_and_takes_them_again_by_itself()
    {
        SqliteJournal? journal = null;
        var hasSpace = false;
        var file = _folder.File("coordination.db");
        await using var store = EmbeddedCoordinator.Open(
            file, Options(), () => new FullJournal(journal = SqliteJournal.Open(file, TimeProvider.System), () => Volatile.Read(ref hasSpace)));
        var lease = await store.GrantAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        await store.PutAsync("a", "1", lease.Id);
        // Nobody uses the connection while no write is under way.
        journal!.LimitPages(journal.Pages());

        var error = await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("b", new string('x', 100_000)));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Equal(StoreState.Lost, store.Status.State);
        Assert.Contains("full", store.Status.Problem, StringComparison.Ordinal);
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("c", "1"));
        Assert.Equal("1", await store.TextAsync("a"));
        Assert.True((await store.RenewAsync(lease.Id, CancellationToken.None)).Alive);

        Volatile.Write(ref hasSpace, true);
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the disk has space again");
        await store.PutAsync("b", "2");
        Assert.Equal(("1", "2", null), (await store.TextAsync("a"), await store.TextAsync("b"), await store.TextAsync("c")));
    }

    [Fact]
    public async Task Write_whose_end_is_unknown_is_told_so_and_does_not_come_back()
    {
        await using var store = OpenFaulty();
        await store.PutAsync("a", "1");
        (_disk.LoseAnswers, _disk.MayOpen) = (true, false);
        await Stores.FailsAsync(CoordinationFailure.UnknownOutcome, () => store.PutAsync("a", "2"));
        Assert.Equal(StoreState.Lost, store.Status.State);
        Assert.Equal("1", await store.TextAsync("a"));
        (_disk.LoseAnswers, _disk.MayOpen) = (false, true);

        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the disk is opened again");
        Assert.Equal(("1", 1), (await store.TextAsync("a"), _disk.Replaced));
        Assert.Equal("1", System.Text.Encoding.UTF8.GetString(_disk.Content.Space.Find("a")!.Value.Span));
        await store.PutAsync("a", "3");
        Assert.Equal("3", System.Text.Encoding.UTF8.GetString(_disk.Content.Space.Find("a")!.Value.Span));
    }

    [Fact]
    public async Task File_that_has_less_than_was_acknowledged_gets_it_again()
    {
        await using var store = OpenFaulty();
        await store.PutAsync("a", "1");
        var old = _disk.Content;
        await store.PutAsync("b", "1");
        // Set back within the failure: the store may have opened the disk again before this thread goes on.
        _disk.Fail = () =>
        {
            _disk.Content = old;
            throw new JournalException(JournalFault.NotDone, "faulty: broken");
        };
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("c", "1"));
        _disk.Fail = null;
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the disk is opened again");
        Assert.NotNull(_disk.Content.Space.Find("b"));
        Assert.Equal("1", await store.TextAsync("b"));
    }

    [Fact]
    public async Task Hanging_disk_is_not_waited_for_longer_than_the_timeout()
    {
        var time = new ManualTime();
        await using var store = EmbeddedCoordinator.Open("faulty", Options() with { Clock = time, Timeout = TimeSpan.FromSeconds(3) }, () => new FaultyJournal(_disk));
        await store.PutAsync("a", "1");
        var before = _disk.Begun;
        _disk.Gate.Reset();
        var first = store.PutAsync("a", "2");
        await Eventually.Holds(() => _disk.Begun > before, "the write is under way");
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await Stores.FailsAsync(CoordinationFailure.UnknownOutcome, () => first);
        // This one never came to its turn.
        var second = store.PutAsync("a", "3");
        time.Advance(TimeSpan.FromSeconds(3.1));
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => second);
        Assert.Equal(StoreState.Lost, store.Status.State);
        Assert.Equal("1", await store.TextAsync("a"));
        _disk.Gate.Set();
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the disk goes on");
        Assert.Equal("2", await store.TextAsync("a"));
    }

    [Fact]
    public async Task Write_that_ends_while_it_is_given_up_does_not_leave_the_store_lost()
    {
        var manual = new ManualTime();
        var clock = new HeldClock(manual);
        await using var store = EmbeddedCoordinator.Open("faulty", Options() with { Clock = clock, Timeout = TimeSpan.FromSeconds(3) }, () => new FaultyJournal(_disk));
        await store.PutAsync("a", "1");
        var before = _disk.Begun;
        _disk.Gate.Reset();
        var write = store.PutAsync("a", "2");
        await Eventually.Holds(() => _disk.Begun > before, "the write is under way");
        clock.Hold();
        var givesUp = Task.Run(() => manual.Advance(TimeSpan.FromSeconds(3.1)));
        await clock.Held;
        // Who gave up is about to say that the store is lost; the thread that has done it has said that it is well.
        _disk.Gate.Set();
        await Eventually.Holds(async () => await store.TextAsync("a") == "2", "the write is done");
        clock.Release();
        await givesUp;
        await Stores.FailsAsync(CoordinationFailure.UnknownOutcome, () => write);
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the store is well");
    }

    [Fact]
    public async Task Lease_that_ends_while_the_disk_is_broken_ends_when_it_works_again()
    {
        var time = new ManualTime();
        await using var store = EmbeddedCoordinator.Open("faulty", Options() with { Clock = time }, () => new FaultyJournal(_disk));
        var (kept, left) = (await store.GrantAsync(TimeSpan.FromSeconds(10), CancellationToken.None), await store.GrantAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
        await store.PutAsync("kept", "1", kept.Id);
        await store.PutAsync("left", "1", left.Id);
        _disk.Fail = () => throw new JournalException(JournalFault.NotDone, "faulty: broken") { Broken = false };
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("a", "1"));
        for (var i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromSeconds(4));
            Assert.True((await store.RenewAsync(kept.Id, CancellationToken.None)).Alive);
        }

        Assert.NotNull(await store.FindAsync("left"));
        _disk.Fail = null;
        await Eventually.Holds(
            async () =>
            {
                // When the store looks again depends on when it looked last.
                time.Advance(TimeSpan.FromMilliseconds(10));
                return await store.FindAsync("left") is null;
            },
            "the lease that was not renewed is over");
        Assert.NotNull(await store.FindAsync("kept"));
    }

    [Fact]
    public async Task Many_writes_are_flushed_together()
    {
        await using var store = OpenFaulty();
        await store.PutAsync("a", "1");
        var before = _disk.Flushes;
        _disk.Gate.Reset();
        var writes = Enumerable.Range(0, 500).Select(i => store.PutAsync($"k/{i}", "1")).ToArray();
        _disk.Gate.Set();
        var revisions = await Task.WhenAll(writes);
        Assert.InRange(_disk.Flushes - before, 1, 10);
        Assert.Equal(500, revisions.Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_seen_before_it_is_on_the_disk()
    {
        await using var store = OpenFaulty();
        await store.PutAsync("a", "1");
        await using var watch = store.WatchAsync(new WatchQuery { Key = "a" }, CancellationToken.None).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        _disk.Gate.Reset();
        var write = store.PutAsync("a", "2");
        var told = watch.MoveNextAsync().AsTask();
        Assert.Equal("1", await store.TextAsync("a"));
        Assert.Equal((false, false), (write.IsCompleted, told.IsCompleted));
        _disk.Gate.Set();
        await write;
        Assert.True(await told);
        Assert.Equal("2", await store.TextAsync("a"));
    }

    [Fact]
    public async Task Store_whose_disk_is_tried_again_does_not_let_another_process_write_in_the_meantime()
    {
        var file = _folder.File("kept.db");
        var fails = false;
        var claim = new FileClaim(file);
        await using var store = EmbeddedCoordinator.Open(
            file, Options(), () => new BreakingJournal(SqliteJournal.Open(file, TimeProvider.System, claim), () => Volatile.Read(ref fails)), claim);
        await store.PutAsync("a", "1");
        Volatile.Write(ref fails, true);
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("a", "2"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(CoordinationFailure.Unavailable, Assert.Throws<CoordinationException>(() => EmbeddedCoordinator.Open(file, Options())).Failure);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Volatile.Write(ref fails, false);
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the disk is opened again");
        Assert.Equal("1", await store.TextAsync("a"));
    }

    [Fact]
    public async Task Defect_in_the_journal_ends_neither_the_process_nor_the_store()
    {
        await using var store = OpenFaulty();
        await store.PutAsync("a", "1");
        _disk.Fail = () => throw new InvalidOperationException("a defect");
        await Stores.FailsAsync(CoordinationFailure.UnknownOutcome, () => store.PutAsync("a", "2"));
        _disk.Fail = null;
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the disk is opened again");
        await store.PutAsync("a", "3");
        Assert.Equal("3", await store.TextAsync("a"));
    }

    [Fact]
    public async Task Handler_of_the_status_that_throws_is_logged_and_keeps_nobody_else_from_being_told()
    {
        var log = new CapturedLog();
        await using var store = EmbeddedCoordinator.Open("faulty", Options() with { Log = log }, () => new FaultyJournal(_disk));
        var told = 0;
        store.StatusChanged += _ => throw new InvalidOperationException("a handler's fault");
        store.StatusChanged += _ => Interlocked.Increment(ref told);
        _disk.Fail = () => throw new JournalException(JournalFault.NotDone, "faulty: broken");
        await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("a", "1"));
        await Eventually.Holds(() => Volatile.Read(ref told) > 0 && log.TextOf("handler-fault") is not null, "both were called");
        _disk.Fail = null;
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "it works again");
    }

    [Fact]
    public async Task Status_changes_are_told_in_order()
    {
        var states = new List<StoreState>();
        await using var store = OpenFaulty();
        store.StatusChanged += status =>
        {
            lock (states) states.Add(status.State);
        };
        for (var i = 0; i < 3; i++)
        {
            _disk.Fail = () => throw new JournalException(JournalFault.NotDone, "faulty: broken");
            await Stores.FailsAsync(CoordinationFailure.Unavailable, () => store.PutAsync("a", "1"));
            _disk.Fail = null;
            await Eventually.Holds(() => store.Status.State == StoreState.Connected, "it works again");
        }

        await Eventually.Holds(() => Snapshot(states).Length == 6, "all changes are told");
        Assert.Equal("Lost Connected Lost Connected Lost Connected", string.Join(' ', Snapshot(states)));
    }

    [Fact]
    public async Task Cancelled_write_that_waits_is_not_done()
    {
        await using var store = OpenFaulty();
        _disk.Gate.Reset();
        var first = store.PutAsync("a", "1");
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the first is under way");
        using var stop = new CancellationTokenSource();
        var second = store.CommitAsync(new Transaction { When = [Compare.Exists("a")], Then = [Operation.Put("b", default)] }, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _disk.Gate.Set();
        await first;
    }

    /// <summary>A clock that can hold up who asks it for the time of day.</summary>
    private sealed class HeldClock(TimeProvider inner) : TimeProvider
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _gate = new(initialState: true);

        /// <summary>Ends when somebody waits.</summary>
        public Task Held => _held.Task;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public void Hold() => _gate.Reset();

        public void Release() => _gate.Set();

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);

        public override DateTimeOffset GetUtcNow()
        {
            if (_gate.IsSet) return inner.GetUtcNow();
            _held.TrySetResult();
            _gate.Wait(TimeSpan.FromSeconds(60));
            return inner.GetUtcNow();
        }
    }

    /// <summary>A journal whose disk breaks when it is written or read.</summary>
    private sealed class BreakingJournal(IJournal inner, Func<bool> fails) : IJournal
    {
        public string Version => inner.Version;

        public string? Warning => inner.Warning;

        public JournalContent Load() => fails() ? throw Broken() : inner.Load();

        public void Commit(CommitGroup group, long sequence)
        {
            if (fails()) throw Broken();
            inner.Commit(group, sequence);
        }

        public void Replace(JournalContent content) => inner.Replace(content);

        public void Probe() => inner.Probe();

        public void Dispose() => inner.Dispose();

        private static JournalException Broken() => new(JournalFault.NotDone, "faulty: broken");
    }

    /// <summary>A file that may not grow until there is space. Limited by the thread that writes it: nobody else may use its connection.</summary>
    private sealed class FullJournal(SqliteJournal inner, Func<bool> hasSpace) : IJournal
    {
        public string Version => inner.Version;

        public string? Warning => inner.Warning;

        public JournalContent Load() => inner.Load();

        public void Commit(CommitGroup group, long sequence) => inner.Commit(group, sequence);

        public void Replace(JournalContent content) => inner.Replace(content);

        public void Probe()
        {
            if (hasSpace()) inner.LimitPages(1_000_000);
            inner.Probe();
        }

        public void Dispose() => inner.Dispose();
    }

    private static StoreState[] Snapshot(List<StoreState> states)
    {
        lock (states) return [.. states];
    }

    private static EmbeddedOptions Options() => new() { System = "test", Timeout = TimeSpan.FromMinutes(1), RetryAfter = TimeSpan.FromMilliseconds(20) };

    private EmbeddedCoordinator OpenFaulty() => EmbeddedCoordinator.Open("faulty", Options(), () => new FaultyJournal(_disk));
}
