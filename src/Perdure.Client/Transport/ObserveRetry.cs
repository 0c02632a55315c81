namespace Perdure.Client.Transport;

/// <summary>Goes on asking while no node answers, with growing pauses. For one observer.</summary>
internal sealed class ObserveRetry(TimeProvider clock)
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private TimeSpan _pause = PauseMin;

    /// <summary>One try; null, after a pause, when it failed in a way that may pass.</summary>
    public async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var answer = await ask(cancellationToken).ConfigureAwait(false);
            _pause = PauseMin;
            return answer;
        }
        catch (PerdureException later) when (later.IsTransient)
        {
            await Task.Delay(_pause, clock, cancellationToken).ConfigureAwait(false);
            _pause = _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
            return null;
        }
    }
}
