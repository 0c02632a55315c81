using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Perdure.Console.Problems;

namespace Perdure.Console.Serving;

/// <summary>The outermost middleware: what is true of every response, and a problem for every request that nothing answered.</summary>
internal sealed class AdminResponses(ILogger log)
{
    // What pages could ask a browser for, and ours never does.
    private const string Nothing = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        AddHeaders(context.Response.Headers);
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
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            // The server found it while the body was read: larger than its limit, too slow, or not as HTTP has it.
            await RefuseBodyAsync(context, bad);
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
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Nothing;
    }

    private static Task ExplainAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => context.WriteProblemAsync(
            StatusCodes.Status404NotFound,
            ProblemTypes.NotFound,
            "No such page",
            $"There is nothing at {context.Request.Path}. Look at / in a browser, /api/v1/status, /api/v1/services, /livez or /readyz."),
        StatusCodes.Status405MethodNotAllowed => context.WriteProblemAsync(
            StatusCodes.Status405MethodNotAllowed,
            ProblemTypes.MethodNotAllowed,
            "Wrong method",
            $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}."),
        _ => Task.CompletedTask,
    };

    private static Task RefuseBodyAsync(HttpContext context, BadHttpRequestException bad) =>
        bad.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? BodyLimit.RefuseAsync(context, context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.BytesMax ?? AdminLimits.BodyBytesMax)
            : context.WriteProblemAsync(
                bad.StatusCode,
                ProblemTypes.Invalid,
                "The request cannot be read",
                $"The body of the request could not be read: {bad.Message} Send it again.");
}
