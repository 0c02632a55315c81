namespace Perdure.Gateway.Caching;

/// <summary>One fetch, and all who wait for it. Thread-safe.</summary>
internal sealed class Flight(FlightTable table, FlightKey key, int changes, int failures)
{
    private readonly TaskCompletionSource<FlightEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it is for.</summary>
    public FlightKey Key => key;

    /// <summary>The number of changes of the key when it began: see <see cref="CacheStore.ChangesOf"/>.</summary>
    public int Changes => changes;

    /// <summary>How many fetches before this one have failed for those who wait.</summary>
    public int Failures => failures;

    /// <summary>Completes with the end of the fetch.</summary>
    public Task<FlightEnd> End => _end.Task;

    /// <summary>Ends it; the first end counts. From then on another fetch may begin.</summary>
    public void Complete(FlightEnd end)
    {
        table.Remove(this);
        _end.TrySetResult(end);
    }
}
