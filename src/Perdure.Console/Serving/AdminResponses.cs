using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Perdure.Console.Problems;

namespace Perdure.Console.Serving;

/// <summary>The outermost middleware: what is true of every response, and a problem for every request that nothing answered.</summary>
internal sealed class AdminResponses(ILogger log)
{
    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        AddHeaders(context.Response.Headers);
        if (context.Request.ContentLength > AdminLimits.BodyBytesMax)
        {
            await TooLargeAsync(context);
            return;
        }

        try
        {
            await next(context);
            if (!context.Response.HasStarted)
                await ExplainAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; nobody is left to answer.
        }
#pragma warning disable CA1031 // Whatever the defect, the answer is a problem and the node goes on.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            log.Failed(exception, context.Request.Method, context.Request.Path);
            await context.WriteProblemAsync(
                StatusCodes.Status500InternalServerError,
                ProblemTypes.Internal,
                "The node failed to answer",
                "This is a defect of Perdure. The node's log says more; please report it.");
        }
    }

    // The API is for programs: nothing of it may be cached, sniffed, framed or run.
    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static Task ExplainAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => context.WriteProblemAsync(
            StatusCodes.Status404NotFound,
            ProblemTypes.NotFound,
            "No such page",
            $"There is nothing at {context.Request.Path}. Look at /api/v1/status, /api/v1/services, /livez or /readyz."),
        StatusCodes.Status405MethodNotAllowed => context.WriteProblemAsync(
            StatusCodes.Status405MethodNotAllowed,
            ProblemTypes.MethodNotAllowed,
            "Wrong method",
            $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}."),
        _ => Task.CompletedTask,
    };

    private static Task TooLargeAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status413PayloadTooLarge,
        ProblemTypes.BodyTooLarge,
        "The body is too large",
        $"The API reads no bodies and takes at most {AdminLimits.BodyBytesMax} bytes. Send the request without one.");
}
