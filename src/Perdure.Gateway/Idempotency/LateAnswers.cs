using Perdure.Durability.Storage;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// Keeps answers that were given while the store was away, as soon as it is back: without them the keys would be unknown. Bounded in number, size and
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

    /// <summary>Takes an answer; false when there is no room for it.</summary>
    public bool TryAdd(RecordHold hold, byte[] answer, string route, string requestId)
    {
        if (answer.Length > BytesMax || core.Durable is not { } access)
            return false;
        if (Interlocked.Increment(ref _waiting) > Limit)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        core.Entered();
        _ = KeepAsync(access, hold, answer, route, requestId);
        return true;
    }

    private async Task KeepAsync(IDurableAccess access, RecordHold hold, byte[] answer, string route, string requestId)
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

    private static async ValueTask<bool> TryAsync(IDurableAccess access, RecordHold hold, byte[] answer)
    {
        if (access.Store is not { } store)
            return false;
        try
        {
            // False as well is an end: somebody has settled it.
            await hold.FinishAsync(store.Idempotency, answer);
            return true;
        }
        catch (DurabilityException)
        {
            return false;
        }
    }
}
