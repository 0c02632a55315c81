using System.Text;
using System.Threading.Channels;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>Reads a watch in the background and holds its batches against their promises. Disposed, it cancels the watch.</summary>
public sealed class WatchReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<WatchEvent> _events = Channel.CreateUnbounded<WatchEvent>();
    private readonly TaskCompletionSource<WatchBatch> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience;
    private readonly Task _reading;

    public WatchReader(IAsyncEnumerable<WatchBatch> watch, TimeSpan patience)
    {
        _patience = patience;
        _reading = ReadAsync(watch);
    }

    /// <summary>How far the watch has come.</summary>
    public long Revision { get; private set; }

    /// <summary>Ends when the watch ends, as it ends.</summary>
    public Task Ended => _reading.WaitAsync(_patience, TimeProvider.System);

    /// <summary>Waits for the first batch, which says that the watch has begun.</summary>
    public Task<WatchBatch> BegunAsync() => _begun.Task.WaitAsync(_patience, TimeProvider.System);

    /// <summary>Waits for so many events and writes them down as <c>+key=value</c> and <c>-key</c>.</summary>
    public async Task<string> TextAsync(int count) =>
        string.Join(' ', (await TakeAsync(count)).Select(e => e.Deleted ? "-" + e.Entry.Key : $"+{e.Entry.Key}={Encoding.UTF8.GetString(e.Entry.Value.Span)}"));

    /// <summary>Waits for so many events.</summary>
    public async Task<IReadOnlyList<WatchEvent>> TakeAsync(int count)
    {
        using var deadline = new CancellationTokenSource(_patience, TimeProvider.System);
        var taken = new List<WatchEvent>();
        while (taken.Count < count) taken.Add(await _events.Reader.ReadAsync(deadline.Token));
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Ended;
        }
        catch (Exception e) when (e is OperationCanceledException or CoordinationException)
        {
            // How it ends is the business of the tests that ask for it.
        }

        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<WatchBatch> watch)
    {
        try
        {
            await foreach (var batch in watch.WithCancellation(_stop.Token))
            {
                Check(batch);
                foreach (var change in batch.Events) _events.Writer.TryWrite(change);
                Revision = batch.Revision;
                _begun.TrySetResult(batch);
            }
        }
        catch (Exception e)
        {
            _events.Writer.TryComplete(e);
            _begun.TrySetException(e);
            throw;
        }
    }

    // Batches never go back, and no revision is divided between two of them.
    private void Check(WatchBatch batch)
    {
        Assert.True(_begun.Task.IsCompleted || batch.Events.Length == 0, "the first batch only says that the watch has begun");
        Assert.True(batch.Revision >= Revision, $"a batch at {batch.Revision} came after one at {Revision}");
        var last = Revision;
        foreach (var change in batch.Events)
        {
            Assert.True(change.Entry.ModRevision > Revision && change.Entry.ModRevision >= last, $"an event of {change.Entry.ModRevision} came after {last}");
            Assert.True(change.Entry.ModRevision <= batch.Revision, $"an event of {change.Entry.ModRevision} is in a batch up to {batch.Revision}");
            last = change.Entry.ModRevision;
        }
    }
}
