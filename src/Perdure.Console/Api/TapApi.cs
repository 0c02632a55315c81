using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Agreement;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Model;
using Perdure.Telemetry.Requests;

namespace Perdure.Console.Api;

/// <summary>
/// <c>/api/v1/tap</c>: requests as they end, as server-sent events with the JSON of the access log, 20 a second at most. Nothing is collected while nobody looks.
/// </summary>
internal static class TapApi
{
    private const int RouteMax = 100;

    /// <summary>Adds the page.</summary>
    public static void Map(IEndpointRouteBuilder routes, RequestTap tap, AgreementLimits limits, CancellationToken ending) =>
        routes.MapGet("/api/v1/tap", context => AnswerAsync(context, tap, limits, ending)).WithMetadata(new AdminAccess(AdminRole.Reader));

    private static async Task AnswerAsync(HttpContext context, RequestTap tap, AgreementLimits limits, CancellationToken ending)
    {
        // It could not read it, but it could take the places, and make the node collect.
        if (!CrossSiteCheck.Allows(context.Request))
        {
            await AdminGate.CrossSiteAsync(context);
            return;
        }

        if (Read(context.Request.Query, out var filter) is { } wrong)
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Not a filter", wrong);
            return;
        }

        using var listener = tap.Listen(filter);
        if (listener is null)
        {
            context.Response.Headers.RetryAfter = "1";
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable,
                ProblemTypes.TooManyWaiting,
                "Too many watch already",
                $"{RequestTap.ListenersMax} watch the requests of this node already. Close one of them, or ask another node.");
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        try
        {
            await StreamAsync(context, listener, limits, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client went, or the node stops, while something was on its way.
        }

        if (ending.IsCancellationRequested)
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    private static async Task StreamAsync(HttpContext context, TapListener listener, AgreementLimits limits, CancellationToken ended)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        await response.Body.FlushAsync(ended);
        while (!ended.IsCancellationRequested && AdminGate.StillHolds(context))
        {
            using var beat = new CancellationTokenSource(limits.Heartbeat, limits.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, ended);
            var waiting = listener.WaitAsync(either.Token).AsTask();
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested || !AdminGate.StillHolds(context))
                break;
            if (waiting.IsCompletedSuccessfully)
                Write(response.BodyWriter, listener);
            else
                response.BodyWriter.Write(":\n\n"u8);
            if ((await response.BodyWriter.FlushAsync(ended)).IsCompleted)
                break;
        }
    }

    private static void Write(IBufferWriter<byte> to, TapListener listener)
    {
        for (var request = listener.TryTake(); request.Length > 0; request = listener.TryTake())
        {
            to.Write("event: request\ndata: "u8);
            to.Write(request);
            to.Write("\n\n"u8);
        }
    }

    // What is wrong with the query, or null.
    private static string? Read(IQueryCollection query, out TapFilter filter)
    {
        filter = new TapFilter();
        if (query["route"] is [{ Length: > 0 } route])
        {
            if (route.Length > RouteMax)
                return $"route: expected the name of a route, found a text of {route.Length} characters.";
            filter = filter with { Route = route };
        }

        if (query["minStatus"] is [{ Length: > 0 } minStatus])
        {
            if (!int.TryParse(minStatus, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status > 599)
                return "minStatus: expected a status such as 500.";
            filter = filter with { MinStatus = status };
        }

        if (query["sample"] is [{ Length: > 0 } sample])
        {
            if (!double.TryParse(sample, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) || share is not (> 0 and <= 1))
                return "sample: expected a share above 0 and up to 1, such as 0.1.";
            filter = filter with { Sample = share };
        }

        return null;
    }
}
