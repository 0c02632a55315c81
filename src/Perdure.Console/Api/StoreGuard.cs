using Microsoft.AspNetCore.Http;
using Perdure.Console.Agreement;
using Perdure.Console.Problems;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Api;

/// <summary>Runs operators' pages that ask the store for something; what it does not do becomes a problem.</summary>
internal static class StoreGuard
{
    private const string RetryAfterSeconds = "1";

    /// <summary>Runs a page.</summary>
    public static async Task RunAsync(HttpContext context, Func<Task> page)
    {
        try
        {
            await page();
        }
        catch (CoordinationException failure) when (!context.Response.HasStarted)
        {
            var problem = StoreProblems.Of(failure);
            if (problem.Status == StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await context.WriteProblemAsync(problem.Status, problem.Type, problem.Title, problem.Message);
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
}
