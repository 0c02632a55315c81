using Perdure.Durability.Storage;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// Keeps answers that were given while the store was away, as soon as it is back, and frees keys of which nothing was done: otherwise they would be unknown. Bounded in number, size and
/// time; a stopping node waits for them. Thread-safe.
/// </summary>
internal sealed class LateAnswers(GatewayCore core, TimeProvider time)
{
    /// <summary>How many may wait.</summary>
    public const int Limit = 256;

    private const int BytesMax = 64 * 1024;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private int _waiting;

    /// <summary>Takes the end of a request with a key; false when there is no room for it.</summary>
    /// <param name="hold">Its record.</param>
    /// <param name="answer">Its answer, of which only the status is kept when it is large; null: nothing was done, and the key is to be free.</param>
    /// <param name="route">Its route.</param>
    /// <param name="requestId">Its id.</param>
    public bool TryAdd(RecordHold hold, byte[]? answer, string route, string requestId)
    {
        if (core.Durable is not { } access)
            return false;
        if (answer is { Length: > BytesMax })
            answer = KeptAnswer.StatusOnly(answer);
        if (Interlocked.Increment(ref _waiting) > Limit)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        core.Entered();
        _ = KeepAsync(access, hold, answer, route, requestId);
        return true;
    }

    private async Task KeepAsync(IDurableAccess access, RecordHold hold, byte[]? answer, string route, string requestId)
    {
        var since = time.GetTimestamp();
        try
        {
            while (time.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Every, time);
                if (await TryAsync(access, hold, answer))
                    return;
            }

            GatewayLog.AnswerNotKept(core.Log, route, requestId, "the store did not come back in time");
        }
        catch (Exception fault)
        {
            GatewayLog.RequestFault(core.Log, requestId, fault);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            core.Left();
        }
    }

    private static async ValueTask<bool> TryAsync(IDurableAccess access, RecordHold hold, byte[]? answer)
    {
        if (access.Store is not { } store)
            return false;
        try
        {
            // False as well is an end: somebody has settled it.
            if (answer is not null)
                await hold.FinishAsync(store.Idempotency, answer);
            else
                await hold.AbandonAsync(store.Idempotency);
            return true;
        }
        catch (DurabilityException)
        {
            return false;
        }
    }
}
