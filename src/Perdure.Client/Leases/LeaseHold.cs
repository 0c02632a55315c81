namespace Perdure.Client.Leases;

/// <summary>
/// What is held under a lease that is renewed in the background: a leadership or a lock. Rely on it only while <see cref="IsHeld"/>, and pass
/// <see cref="Token"/> along with whatever is written on the strength of it, so that a receiver can refuse who was replaced. Thread-safe.
/// </summary>
/// <remarks>
/// The local deadline is counted from before each renewal was sent, less a tenth of the time to live (at least 200 ms), so that it never comes
/// after the store's, whatever the network did. <see cref="Lost"/> is cancelled then by a timer; in a process that stood still (a pause, a
/// machine that slept) the timer comes late, but <see cref="IsHeld"/> looks at the clock each time. Once lost it stays lost.
/// </remarks>
public abstract class LeaseHold : IAsyncDisposable
{
    private readonly LeaseKeeper _keeper;
    private readonly Func<CancellationToken, Task> _release;
    private int _released;

    private protected LeaseHold(string name, long token, string lease, LeaseKeeper keeper, Func<CancellationToken, Task> release)
    {
        (Name, Token, Lease) = (name, token, lease);
        (_keeper, _release) = (keeper, release);
    }

    /// <summary>The election or the lock.</summary>
    public string Name { get; }

    /// <summary>The fencing token: greater than that of everybody who held it before.</summary>
    public long Token { get; }

    /// <summary>The lease, as the API names it. Whoever knows it can renew and release: do not show it to others.</summary>
    public string Lease { get; }

    /// <summary>Cancelled when it is not held any more. What is registered with it runs on the thread pool.</summary>
    public CancellationToken Lost => _keeper.Lost;

    /// <summary>Whether it is held at this moment; compares the clock at each call.</summary>
    public bool IsHeld => _keeper.Loss == LeaseLoss.None;

    /// <summary>Why it is not held any more.</summary>
    public LeaseLoss Loss => _keeper.Loss;

    /// <summary>How long it is until the local deadline, also after it was lost; zero or more. Nobody else has it before, unless it is <see cref="LeaseLoss.Gone"/>.</summary>
    public TimeSpan Remaining => _keeper.Remaining;

    /// <summary>Throws unless it is held: for the line before each step that only the holder may do.</summary>
    /// <exception cref="PerdureException">With <see cref="PerdureFailure.Lost"/>.</exception>
    public void ThrowIfLost()
    {
        if (Loss is not LeaseLoss.None and var loss)
            throw new PerdureException(PerdureFailure.Lost, $"\"{Name}\" is not held any more ({loss}); stop what relies on it and ask for it again.");
    }

    /// <summary>
    /// Gives it back, so that the next one has it at once; from the first moment on it counts as lost here. When no node can be reached it
    /// ends by itself with its time to live.
    /// </summary>
    /// <exception cref="PerdureException">No node took the message.</exception>
    public async Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        await _keeper.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _released, 1) == 0)
            await _release(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ReleaseAsync"/>, without a word when no node can be reached.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
        catch (PerdureException)
        {
            // It ends by itself with its time to live.
        }

        GC.SuppressFinalize(this);
    }
}
