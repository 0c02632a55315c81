using System.Collections.Concurrent;
using System.Text;
using Perdure.Coordination.Storage;
using Perdure.Histories.Keys;

namespace Perdure.Histories.Recording;

/// <summary>
/// Drives a store with clients that work side by side and writes down what each asked and was answered. What was certainly not done is left
/// out; what may have been done stays open. A client that was not answered only reads until it is answered again: who writes on and on into an
/// outage leaves so many open writes that no search comes to an end. Used once.
/// </summary>
public sealed class HistoryRecorder(IReadOnlyList<ICoordinator> coordinators, RecorderOptions options)
{
    private readonly ConcurrentQueue<HistoryOperation<KeyAction, KeyAnswer>> _history = new();
    private long _now;
    private int _refused;

    /// <summary>What was recorded so far.</summary>
    public IReadOnlyList<HistoryOperation<KeyAction, KeyAnswer>> History => [.. _history];

    /// <summary>How many operations were recorded so far.</summary>
    public int Count => _history.Count;

    /// <summary>How many operations the store refused without doing anything.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Lets all clients work until they have done what they should, or until it is enough.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        var clients = Enumerable.Range(0, options.Clients).Select(client => Task.Run(() => ClientAsync(client, enough), CancellationToken.None));
        await Task.WhenAll(clients);
    }

    private async Task ClientAsync(int client, CancellationToken enough)
    {
        var random = new Random((options.Seed * 1_000_003) + client);
        var store = coordinators[client % coordinators.Count];
        // The last that this client saw of each key: what its guards go by.
        var seen = new KeyAnswer[options.Keys];
        Array.Fill(seen, new KeyAnswer(false));
        var unanswered = false;
        for (var i = 0; i < options.OperationsPerClient && !enough.IsCancellationRequested; i++)
        {
            var key = random.Next(options.Keys);
            var action = Next(random, key, $"{client}.{i}", seen[key]);
            if (unanswered) action = new KeyAction(KeyActionKind.Read, action.Key);
            var answer = await DoAsync(store, client, action, random);
            unanswered = answer is null;
            if (answer is not null && action.Kind != KeyActionKind.Delete)
                seen[key] = action.Kind == KeyActionKind.Read ? answer : seen[key] with { Revision = answer.Succeeded ? answer.Revision : 0 };
            if (options.Pause > TimeSpan.Zero) await Task.Delay(options.Pause, options.Clock, CancellationToken.None);
        }
    }

    private static KeyAction Next(Random random, int key, string value, KeyAnswer seen)
    {
        var name = $"h/{key}";
        return random.Next(100) switch
        {
            < 40 => new KeyAction(KeyActionKind.Read, name),
            < 60 => new KeyAction(KeyActionKind.Put, name, value),
            < 85 => new KeyAction(KeyActionKind.PutIfModifiedAt, name, value, seen.Revision),
            < 93 => new KeyAction(KeyActionKind.PutIfCreatedAt, name, value, seen.Created),
            _ => new KeyAction(KeyActionKind.Delete, name),
        };
    }

    private async Task<KeyAnswer?> DoAsync(ICoordinator store, int client, KeyAction action, Random random)
    {
        using var cancel = new CancellationTokenSource();
        var isCancelled = random.Next(1000) < options.CancelledPerMille;
        var called = Interlocked.Increment(ref _now);
        try
        {
            var doing = AskAsync(store, action, cancel.Token);
            if (isCancelled)
            {
                // Half of them at once: that certainly comes before the answer of a store that writes to a disk.
                for (var turns = random.Next(40) - 20; turns > 0; turns--) await Task.Yield();
                await cancel.CancelAsync();
            }

            var answer = await doing;
            _history.Enqueue(new(client, action, answer, called, Interlocked.Increment(ref _now)));
            return answer;
        }
        catch (Exception e) when (e is OperationCanceledException or CoordinationException { Failure: CoordinationFailure.UnknownOutcome })
        {
            if (action.Kind != KeyActionKind.Read) _history.Enqueue(new(client, action, new KeyAnswer(false), called, HistoryOperation<KeyAction, KeyAnswer>.NeverReturned));
            return null;
        }
        catch (CoordinationException e) when (e.Failure == CoordinationFailure.Unavailable)
        {
            Interlocked.Increment(ref _refused);
            return null;
        }
    }

    private static async Task<KeyAnswer> AskAsync(ICoordinator store, KeyAction action, CancellationToken cancellationToken)
    {
        if (action.Kind == KeyActionKind.Read)
        {
            var found = (await store.RangeAsync(RangeQuery.Of(action.Key), cancellationToken)).First;
            return found is null ? new KeyAnswer(false) : new KeyAnswer(true, found.ModRevision, Encoding.UTF8.GetString(found.Value.Span), found.CreateRevision, found.Version);
        }

        var put = Operation.Put(action.Key, Encoding.UTF8.GetBytes(action.Value));
        var result = await store.CommitAsync(
            action.Kind switch
            {
                KeyActionKind.Put => new Transaction { Then = [put] },
                KeyActionKind.Delete => new Transaction { Then = [Operation.Delete(action.Key)] },
                KeyActionKind.PutIfModifiedAt => new Transaction { When = [Compare.ModifiedAt(action.Key, action.Guard)], Then = [put] },
                _ => new Transaction { When = [Compare.CreatedAt(action.Key, action.Guard)], Then = [put] },
            },
            cancellationToken);
        var done = action.Kind == KeyActionKind.Delete ? result.Deleted > 0 : result.Succeeded;
        return new KeyAnswer(done, done ? result.Revision : 0);
    }
}
