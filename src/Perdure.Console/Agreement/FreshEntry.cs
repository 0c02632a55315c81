using Perdure.Coordination.Storage;

namespace Perdure.Console.Agreement;

/// <summary>
/// The wait of somebody who has just entered a queue and does not know the lease yet: whatever goes wrong, the answer is the lease, and when
/// nobody is left to answer, the place is given up.
/// </summary>
internal static class FreshEntry
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Waits, when there is anything to wait for; what was known when it entered if that fails.</summary>
    public static async Task<T> WaitAsync<T>(
        AgreementCall call, T entered, Func<CancellationToken, Task<T>>? wait, Func<CancellationToken, Task> leave)
    {
        try
        {
            if (wait is not null)
                return await wait(call.Ended);
            call.Context.RequestAborted.ThrowIfCancellationRequested();
            return entered;
        }
        catch (OperationCanceledException) when (call.Abandoned)
        {
            await LeaveAsync(call, leave);
            throw;
        }
        catch (Exception failed) when (failed is OperationCanceledException or CoordinationException)
        {
            return entered;
        }
    }

    private static async Task LeaveAsync(AgreementCall call, Func<CancellationToken, Task> leave)
    {
        using var late = new CancellationTokenSource(LeaveTimeout, call.Limits.Clock);
        try
        {
            await leave(late.Token);
        }
        catch (Exception failed) when (failed is OperationCanceledException or CoordinationException)
        {
            // It ends by itself with its time to live.
        }
    }
}
