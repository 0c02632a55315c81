using System.Collections.Concurrent;

namespace Perdure.Durable;

/// <summary>
/// The limit with clients: each hands its record over and waits; one thread writes all that wait at once, flushes, and tells each. What any store of this process
/// costs at least.
/// </summary>
internal sealed class GroupedLoop : IDisposable
{
    private const int FileBytes = 64 << 20;
    private readonly ConcurrentQueue<(byte[] Record, TaskCompletionSource Done)> _waiting = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private volatile bool _ending;

    /// <summary>Starts the thread, with a file that is appended to.</summary>
    public GroupedLoop(string file)
    {
        _thread = new Thread(() => Run(file)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Returns when the record is on the disk.</summary>
    public ValueTask WriteAsync(byte[] record)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((record, done));
        _wake.Set();
        return new ValueTask(done.Task);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var group = new byte[1 << 20];
        var told = new List<TaskCompletionSource>();
        for (var offset = 0L; !_ending;)
        {
            var length = 0;
            while (length + 4096 < group.Length && _waiting.TryDequeue(out var next))
            {
                next.Record.CopyTo(group, length);
                length += next.Record.Length;
                told.Add(next.Done);
            }

            if (length == 0)
            {
                _wake.WaitOne();
                continue;
            }

            if (offset + length > FileBytes) offset = 0;
            RandomAccess.Write(handle, group.AsSpan(0, length), offset);
            offset += length;
            Disk.Flush(handle);
            foreach (var done in told) done.SetResult();
            told.Clear();
        }
    }
}
