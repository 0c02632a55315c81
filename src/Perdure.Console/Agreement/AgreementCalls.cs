using Microsoft.AspNetCore.Http;
using Perdure.Console.Durability;
using Perdure.Console.Problems;
using Perdure.Coordination;
using Perdure.Coordination.Storage;
using Perdure.Durability.Storage;

namespace Perdure.Console.Agreement;

/// <summary>Runs the handlers of the pages: bounds those that wait, ends them when the node stops, and turns failures into problems.</summary>
internal sealed class AgreementCalls(AgreementLimits limits, CancellationToken stopping)
{
    private const string RetryAfterSeconds = "1";

    /// <summary>What the pages are held to.</summary>
    public AgreementLimits Limits { get; } = limits;

    /// <summary>Cancelled when the node stops.</summary>
    public CancellationToken Stopping { get; } = stopping;

    /// <summary>Handles one request.</summary>
    public async Task RunAsync(HttpContext context, Func<AgreementCall, Task> handle)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stopping);
        try
        {
            await handle(new AgreementCall(context, this, ending.Token));
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, refused);
        }
        catch (NameTakenException taken) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, new RefusedException(
                StatusCodes.Status409Conflict, ProblemTypes.NameTaken, "The name is taken", taken.Message));
        }
        catch (CoordinationException failed)
        {
            // An event stream that has begun just ends; its reader connects again and is told then.
            if (!context.Response.HasStarted)
                await AnswerAsync(context, StoreProblems.Of(failed));
        }
        catch (DurabilityException failed)
        {
            if (!context.Response.HasStarted)
                await AnswerAsync(context, failed.Failure == DurabilityFailure.Closed ? Stop() : DurableProblems.Of(failed));
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                await AnswerAsync(context, Stop());
        }
    }

    private static RefusedException Stop() => new(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Stopping,
        "The node is stopping",
        "This node is stopping. Ask another one; leases are the store's and stay in force.");

    private static Task AnswerAsync(HttpContext context, RefusedException refused)
    {
        if (refused.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return context.WriteProblemAsync(refused.Status, refused.Type, refused.Title, refused.Message);
    }
}
