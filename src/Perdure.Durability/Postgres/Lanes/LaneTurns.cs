using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>
/// When a lane begins: when half of those who write wait. So there are never many small transactions, each of which costs nearly as much as a large one, and while one is
/// being written the next one gathers. A few need not wait for each other, nobody waits long, and not for those who do not come (<see cref="CrowdTrust"/>). Thread-safe.
/// </summary>
/// <param name="time">The clock of the waits.</param>
internal sealed class LaneTurns(TimeProvider time)
{
    // So many make a crowd.
    private const int CrowdMin = 8;

    // Those who were just answered come again within this time, or they don't.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    // Another lane is waited for no longer than this: it may hang, in a connection that is broken.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly CrowdTrust _trust = new();
    private TaskCompletionSource? _change;
    private int _underWay;
    private int _crowd;
    private int _enough;

    /// <summary>A lane waits for its turn; when it returns, the lane takes what waits, if another one has not.</summary>
    /// <param name="waiting">How many writes wait.</param>
    public async ValueTask WaitAsync(Func<int> waiting)
    {
        var (isLate, hasWaited, mayWait) = (false, false, false);
        lock (_lock) mayWait = _trust.MayWait();
        while (true)
        {
            Task change;
            TimeSpan patience;
            lock (_lock)
            {
                _enough = _crowd < CrowdMin || !mayWait ? 1 : _crowd / 2;
                var count = waiting();
                if (count == 0) return;
                if (isLate || count >= _enough)
                {
                    if (isLate) _trust.DidNotCome();
                    else if (hasWaited) _trust.Came();
                    _crowd = isLate ? count + _underWay : Math.Max(count + _underWay, _crowd - (_crowd / CrowdMin));
                    return;
                }

                hasWaited = true;
                _change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                (change, patience) = (_change.Task, _underWay == 0 ? Gathering : Patience);
            }

            try
            {
                await change.WaitAsync(patience, time);
            }
            catch (TimeoutException)
            {
                isLate = true;
            }
        }
    }

    /// <summary>So many writes are under way now.</summary>
    public void Begin(int count)
    {
        lock (_lock) _underWay += count;
    }

    /// <summary>So many have come to their end.</summary>
    public void End(int count)
    {
        TaskCompletionSource? change;
        lock (_lock)
        {
            _underWay -= count;
            (change, _change) = (_change, null);
        }

        change?.SetResult();
    }

    /// <summary>A write has been added; so many wait.</summary>
    public void Added(int waiting)
    {
        if (waiting < Volatile.Read(ref _enough) || Volatile.Read(ref _change) is null) return;
        TaskCompletionSource? change;
        lock (_lock) (change, _change) = (_change, null);
        change?.SetResult();
    }
}
