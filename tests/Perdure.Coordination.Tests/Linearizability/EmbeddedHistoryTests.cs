using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Embedded;
using Perdure.Coordination.Tests.Support;
using Perdure.Histories;
using Perdure.Histories.Recording;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>Histories recorded on the embedded store.</summary>
public sealed class EmbeddedHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task History_in_memory_is_linearizable(int seed)
    {
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" });
        await RecordAsync(store, new RecorderOptions { Seed = seed, Clients = 16, OperationsPerClient = 200 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task History_on_a_file_with_cancelled_calls_is_linearizable(int seed)
    {
        await using var store = EmbeddedCoordinator.Open(_folder.File("coordination.db"), new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1) });
        var recorder = await RecordAsync(store, new RecorderOptions { Seed = seed, Clients = 12, OperationsPerClient = 60, CancelledPerMille = 80 });
        Assert.Contains(recorder.History, operation => operation.IsOpen);
    }

    /// <summary>The disk refuses, breaks with the write on it and breaks without, and each time the store is opened again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task History_on_a_disk_that_fails_is_linearizable(int seed)
    {
        var disk = new FaultyJournal.Disk();
        var random = new Random(seed);
        disk.Fail = () =>
        {
            // Whether this write reaches the disk and is not acknowledged.
            disk.LoseAnswers = random.Next(20) == 0;
            if (random.Next(20) == 0) throw new JournalException(JournalFault.NotDone, "faulty: refused") { Broken = random.Next(2) == 0 };
            if (random.Next(20) == 0) throw new JournalException(JournalFault.Unknown, "faulty: broken before it was written");
        };
        var options = new EmbeddedOptions { System = "test", Timeout = TimeSpan.FromMinutes(1), RetryAfter = TimeSpan.FromMilliseconds(1) };
        await using var store = EmbeddedCoordinator.Open("faulty", options, () => new FaultyJournal(disk));
        await Eventually.Holds(() => store.Status.State == StoreState.Connected, "the store is connected");
        // Many calls end without an answer here: on few keys their orders become too many to search through.
        var recorder = await RecordAsync(store, new RecorderOptions { Seed = seed, Clients = 10, Keys = 10, OperationsPerClient = 400, Pause = TimeSpan.FromMilliseconds(1) });
        Assert.True(recorder.Refused > 0 && recorder.History.Any(operation => operation.IsOpen), "the faults were met");
    }

    /// <summary>The negative control: what the recorder and the checker are good for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task History_with_stale_reads_fails(int seed)
    {
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" });
        await using var stale = new StaleCoordinator(store, stalePerMille: 50);
        var recorder = new HistoryRecorder([stale], new RecorderOptions { Seed = seed, Clients = 8, OperationsPerClient = 200 });
        await recorder.RunAsync(CancellationToken.None);
        Assert.Equal(HistoryVerdict.NotLinearizable, recorder.History.Check().Verdict);
    }

    private static async Task<HistoryRecorder> RecordAsync(ICoordinator store, RecorderOptions options)
    {
        var recorder = new HistoryRecorder([store], options);
        await recorder.RunAsync(CancellationToken.None);
        var report = recorder.History.Check();
        Assert.True(report.Verdict == HistoryVerdict.Linearizable, $"seed {options.Seed}: {report.Verdict} {report.Explanation}");
        return recorder;
    }
}
