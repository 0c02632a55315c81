using Shop.Control;

namespace Shop;

/// <summary>
/// The time that work takes: 2 to 8 ms, waited for and not computed, so that a small machine can run many instances. As many requests as come are worked
/// on at once, except while the instance is busy (<see cref="TroubleKind.Busy"/>): then it is one after another.
/// </summary>
public sealed class ServiceTime(TimeProvider time, TroubleSwitch trouble) : IDisposable
{
    private readonly SemaphoreSlim _worker = new(1);
    private int _requests;

    /// <summary>Does the work of one request.</summary>
    public Task WorkAsync(CancellationToken cancel)
    {
        // Steps of 3 over 7 values visit all of them in turn: varied, and the same in every run.
        var ms = 2 + (int)((uint)Interlocked.Increment(ref _requests) * 3 % 7);
        var now = trouble.Current;
        return now.Kind == TroubleKind.Busy ? InTurnAsync(ms + now.Ms, cancel) : Task.Delay(TimeSpan.FromMilliseconds(ms), time, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _worker.Dispose();

    private async Task InTurnAsync(int ms, CancellationToken cancel)
    {
        await _worker.WaitAsync(cancel);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(ms), time, cancel);
        }
        finally
        {
            _worker.Release();
        }
    }
}
