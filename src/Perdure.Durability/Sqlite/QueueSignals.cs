namespace Perdure.Durability.Sqlite;

/// <summary>Wakes those who wait for jobs of a queue. Thread-safe.</summary>
internal sealed class QueueSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (TaskCompletionSource Source, int Waiting)> _queues = new(StringComparer.Ordinal);

    /// <summary>Begins to wait: the task ends when something changes from now on. To be ended by <see cref="Leave"/>.</summary>
    public Task Join(string queue)
    {
        lock (_lock)
        {
            var (source, waiting) = _queues.TryGetValue(queue, out var found) ? found : (new(TaskCreationOptions.RunContinuationsAsynchronously), 0);
            _queues[queue] = (source, waiting + 1);
            return source.Task;
        }
    }

    /// <summary>Waits no more.</summary>
    public void Leave(string queue, Task joined)
    {
        lock (_lock)
        {
            // Raised meanwhile: what is there now is others'.
            if (!_queues.TryGetValue(queue, out var found) || found.Source.Task != joined) return;
            if (found.Waiting == 1) _queues.Remove(queue);
            else _queues[queue] = (found.Source, found.Waiting - 1);
        }
    }

    /// <summary>Wakes those who wait for these queues.</summary>
    public void Raise(IReadOnlyCollection<string> queues)
    {
        lock (_lock)
        {
            foreach (var queue in queues)
            {
                if (_queues.Remove(queue, out var found)) found.Source.TrySetResult();
            }
        }
    }
}
