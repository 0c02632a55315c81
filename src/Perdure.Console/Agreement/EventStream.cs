using System.Text;
using Microsoft.AspNetCore.Http;
using Perdure.Console.Security;

namespace Perdure.Console.Agreement;

/// <summary>
/// Writes what is observed as server-sent events, with a comment now and then while nothing happens. An event carries the id of the state that
/// it tells; a reader that comes back with it as <c>Last-Event-ID</c> is not told the same state twice.
/// </summary>
internal static class EventStream
{
    /// <summary>Writes until the call ends.</summary>
    /// <param name="call">The request.</param>
    /// <param name="name">The name of the events.</param>
    /// <param name="observe">The states, the present one first.</param>
    /// <param name="describe">The id and the data of a state; neither holds line ends.</param>
    public static async Task WriteAsync<T>(
        AgreementCall call, string name, Func<CancellationToken, IAsyncEnumerable<T>> observe, Func<T, (string Id, string Data)> describe)
    {
        using var slot = call.TakeSlot();
        using var observing = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
        var response = call.Context.Response;
        var known = call.Context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : null;
        var next = Task.FromResult(false);
        await using var state = observe(observing.Token).GetAsyncEnumerator(observing.Token);
        try
        {
            // The head goes out at once: the reader knows that it is connected before anything happens.
            response.ContentType = "text/event-stream";
            await response.Body.FlushAsync(call.Ended);
            for (next = state.MoveNextAsync().AsTask(); await ComesAsync(next, call); next = state.MoveNextAsync().AsTask())
            {
                if (!AdminGate.StillHolds(call.Context))
                    break;
                var (id, data) = describe(state.Current);
                if (id == known)
                    continue;
                known = id;
                await SendAsync(response, $"id: {id}\nevent: {name}\ndata: {data}\n\n", call.Ended);
            }
        }
        finally
        {
            // A step that is under way has to end before the enumeration can be disposed of.
            await observing.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Waits for the next state, with heartbeats meanwhile; false when there will be none, or none for this reader any more.
    private static async Task<bool> ComesAsync(Task<bool> next, AgreementCall call)
    {
        while (!next.IsCompleted)
        {
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
            var beat = Task.Delay(call.Limits.Heartbeat, call.Limits.Clock, waited.Token);
            if (await Task.WhenAny(next, beat) == beat && !call.Ended.IsCancellationRequested)
                await SendAsync(call.Context.Response, ":\n\n", call.Ended);
            else
                await waited.CancelAsync();
            if (call.Ended.IsCancellationRequested)
                break;
            if (!AdminGate.StillHolds(call.Context))
                return false;
        }

        return await next;
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
