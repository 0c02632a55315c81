namespace Perdure.Console.Agreement;

/// <summary>Holds a request back until what it asks about has changed, or its time is over.</summary>
internal static class LongPoll
{
    /// <summary>Waits for a state that is new to the client.</summary>
    public static async Task UntilAsync<T>(
        AgreementCall call, TimeSpan wait, Func<string, CancellationToken, IAsyncEnumerable<T>> observe, string name, Func<T, bool> isNew)
    {
        using var slot = call.TakeSlot();
        using var over = new CancellationTokenSource(wait, call.Limits.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, over.Token);
        try
        {
            await foreach (var state in observe(name, either.Token).WithCancellation(either.Token))
            {
                if (isNew(state))
                    return;
            }
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            // The time is over; the answer is what there is.
        }
    }
}
