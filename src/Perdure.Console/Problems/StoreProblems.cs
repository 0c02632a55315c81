using Microsoft.AspNetCore.Http;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Problems;

/// <summary>Answers for what the coordination store did not do, the same on every page that asks it for something.</summary>
internal static class StoreProblems
{
    private const string RetryAfterSeconds = "1";

    /// <summary>Runs a page; what the store did not do becomes a problem.</summary>
    public static async Task GuardAsync(HttpContext context, Func<Task> page)
    {
        try
        {
            await page();
        }
        catch (CoordinationException failure) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, failure);
        }
        catch (ConflictException conflict) when (!context.Response.HasStarted)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status409Conflict, ProblemTypes.Conflict, "Somebody else was first", conflict.Message);
        }
        catch (ArgumentException invalid) when (!context.Response.HasStarted)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Not a request that can be carried out", invalid.Message);
        }
    }

    /// <summary>Answers with the problem that a failure of the store is.</summary>
    public static Task AnswerAsync(HttpContext context, CoordinationException failure)
    {
        var (status, type, title) = failure.Failure switch
        {
            CoordinationFailure.UnknownOutcome => (StatusCodes.Status503ServiceUnavailable, ProblemTypes.UnknownOutcome, "Done or not: nobody knows"),
            CoordinationFailure.LeaseGone => (StatusCodes.Status409Conflict, ProblemTypes.LeaseGone, "The lease is gone"),
            CoordinationFailure.Refused or CoordinationFailure.Incompatible =>
                (StatusCodes.Status503ServiceUnavailable, ProblemTypes.StoreRefused, "The store refuses"),
            CoordinationFailure.TooLarge => (StatusCodes.Status507InsufficientStorage, ProblemTypes.StoreFull, "The store has no room for it"),
            CoordinationFailure.Closed => (StatusCodes.Status503ServiceUnavailable, ProblemTypes.Stopping, "The node is stopping"),
            _ => (StatusCodes.Status503ServiceUnavailable, ProblemTypes.StoreLost, "The store is lost"),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return context.WriteProblemAsync(status, type, title, failure.Message);
    }
}
