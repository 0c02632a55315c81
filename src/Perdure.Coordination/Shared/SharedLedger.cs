using System.Security.Cryptography;
using System.Text;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// Holds the picture, makes changes to flags and overrides and writes back those that were made while the store was lost. Changes are made
/// one at a time. Thread-safe.
/// </summary>
internal sealed class SharedLedger(ICoordinator coordinator, SharedStateOptions options, SharedPicture initial)
{
    private const int MaxTries = 16;
    private const int MaxPending = 10_000;

    private readonly ChangeWriter _writer = new(coordinator);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<ISharedView> _views = [];
    private SharedPicture _picture = initial;
    private string? _problem;

    /// <summary>What this node knows.</summary>
    public SharedPicture Picture => Volatile.Read(ref _picture);

    /// <summary>Why what is pending cannot be written; null for nothing.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Called after each change of the picture, under no lock.</summary>
    public Action Dirty { get; set; } = () => { };

    /// <summary>Keeps the picture on disk at once; awaited before a change is accepted that only this node has.</summary>
    public Func<Task> KeepAsync { get; set; } = () => Task.CompletedTask;

    public void Attach(ISharedView view)
    {
        lock (_lock)
        {
            _views.Add(view);
            foreach (var (key, _) in _picture.Known) view.Refresh(key, _picture);
            foreach (var (key, _) in _picture.Pending) view.Refresh(key, _picture);
        }
    }

    public void Mirrored(MirrorChange change)
    {
        var before = Picture;
        var keys = before.Answers.Keys.Concat(change.Events.Select(e => e.Entry.Key));
        // The mirror does not know what the file held: after a listing everything is looked at.
        if (change.Listed) keys = keys.Concat(before.Known.Keys);
        Update(p => p.Mirrored(change.Current, change.Revision), keys);
    }

    /// <summary>Takes in how keys stood in the store at a revision, before the watch says so; all at once.</summary>
    public void Told(IReadOnlyCollection<Entry> entries, long revision) => Update(
        p => entries.Aggregate(p, (picture, entry) => picture.Told(entry.Key, entry, revision)), entries.Select(e => e.Key));

    /// <summary>Shows a key again although it has not changed.</summary>
    public void Refresh(string key) => Update(p => p, [key]);

    /// <summary>Changes a key on top of what holds now.</summary>
    /// <param name="key">Which.</param>
    /// <param name="make">From the value that holds (null: none) to the new one (null: the key is cleared). May be called several times.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ChangeReach> ChangeAsync(
        string key, Func<ReadOnlyMemory<byte>?, ChangeStamp, byte[]?> make, string by, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var stamp = new ChangeStamp { Id = RandomNumberGenerator.GetHexString(32, lowercase: true), By = by, At = options.Clock.GetUtcNow() };
            var now = Picture.Find(key);
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var change = new PendingChange
                {
                    Key = key, Value = make(now.Value, stamp), Base = now.Revision, Id = stamp.Id, By = by, At = stamp.At,
                };
                if (Picture.Pending.TryGetValue(key, out var before)) change = change.After(before);
                if (coordinator.Status.State is StoreState.Lost or StoreState.Refused) return await HoldAsync(change);
                var outcome = await _writer.WriteAsync(change, cancellationToken);
                if (outcome.Kind == WriteOutcome.Result.Unresolved) return await HoldAsync(change);
                if (outcome.Kind == WriteOutcome.Result.Done)
                {
                    Settle(change, outcome);
                    return ChangeReach.Everywhere;
                }
                Update(p => p.Told(key, outcome.Entry, outcome.Revision), [key]);
                now = new SharedEntry(outcome.Entry?.Value, outcome.Entry?.ModRevision ?? 0, ChangeReach.Everywhere);
            }
            throw new ConflictException($"{key} was changed by others {MaxTries} times while it was to be changed here; nothing was done. Try again.");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Writes what is pending into the store.</summary>
    /// <returns>Whether nothing is left.</returns>
    public async Task<bool> WriteBackAsync(CancellationToken cancellationToken)
    {
        foreach (var key in Picture.Pending.Keys.ToArray())
        {
            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (!await WriteBackAsync(key, cancellationToken)) return false;
            }
            catch (CoordinationException e) when (e.Failure != CoordinationFailure.Closed)
            {
                var problem = $"What was changed here while the store was lost cannot be written: {e.Message}";
                if (Interlocked.Exchange(ref _problem, problem) != problem) CoordinationLog.WriteBackRefused(options.Log, key, e.Message);
                return false;
            }
            finally
            {
                _gate.Release();
            }
        }
        Volatile.Write(ref _problem, null);
        return Picture.Pending.IsEmpty;
    }

    private async Task<bool> WriteBackAsync(string key, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (!Picture.Pending.TryGetValue(key, out var change)) return true;
            var outcome = await _writer.WriteAsync(change, cancellationToken);
            if (outcome.Kind == WriteOutcome.Result.Unresolved) return false;
            if (outcome.Kind == WriteOutcome.Result.Moved && (outcome.Entry is null || ChangeWriter.IsEarlier(change, outcome.Entry)))
            {
                // Nobody's value is there any more, or it was this node itself: an earlier change that could not be known to be done.
                Update(p => p.Awaiting(change with { Base = outcome.Entry?.ModRevision ?? 0 }), [key]);
                continue;
            }
            // Said first: whoever sees that nothing is pending any more finds the reason in the log.
            if (outcome.Kind == WriteOutcome.Result.Done) CoordinationLog.WrittenBack(options.Log, key, change.By);
            else CoordinationLog.GivenUp(options.Log, key, change.By, Text(change.ToStored()), Text(outcome.Entry?.Value));
            Settle(change, outcome);
            return true;
        }
        return false;
    }

    /// <summary>Accepts a change for this node alone.</summary>
    private async Task<ChangeReach> HoldAsync(PendingChange change)
    {
        var picture = Picture;
        var before = picture.Pending.GetValueOrDefault(change.Key);
        if (before is null && picture.Pending.Count >= MaxPending)
        {
            throw new CoordinationException(
                CoordinationFailure.TooLarge, $"The store is lost and {MaxPending} changes wait for it already; nothing was done. Bring the store back first.");
        }
        Update(p => p.Awaiting(change), [change.Key]);
        CoordinationLog.HeldHere(options.Log, change.Key, change.By);
        await KeepAsync();
        return ChangeReach.HereForNow;
    }

    private void Settle(PendingChange change, WriteOutcome outcome) =>
        Update(p => p.Settled(change.Key).Told(change.Key, outcome.Entry, outcome.Revision), [change.Key]);

    private void Update(Func<SharedPicture, SharedPicture> step, IEnumerable<string> keys)
    {
        lock (_lock)
        {
            var next = step(_picture);
            Volatile.Write(ref _picture, next);
            foreach (var key in keys)
            {
                foreach (var view in _views) view.Refresh(key, next);
            }
        }
        Dirty();
    }

    private static string Text(ReadOnlyMemory<byte>? value) => value is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes.Span) : "(cleared)";
}
