using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Model;

namespace Perdure.Console.Stream;

/// <summary>
/// <c>/api/v1/stream</c>: how the node stands and what changes, as server-sent events. Each client is written to by itself, in pieces, so that one that does not read
/// holds up nobody and little memory.
/// </summary>
internal sealed class StreamApi(StreamHub hub, AdminGate gate, StreamLimits limits, TimeProvider time, CancellationToken ending)
{
    private const int PieceBytes = 16 * 1024;
    private const string RetryAfterSeconds = "10";

    private static readonly byte[] s_first = "retry: 1000\n\n"u8.ToArray();
    private static readonly byte[] s_heartbeat = ":\n\n"u8.ToArray();

    /// <summary>Adds the page.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/stream", AnswerAsync).WithMetadata(new AdminAccess(AdminRole.Reader));

    private async Task AnswerAsync(HttpContext context)
    {
        // It could not read it, but it could take the places.
        if (!CrossSiteCheck.Allows(context.Request))
        {
            await AdminGate.CrossSiteAsync(context);
            return;
        }

        var last = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? id : null;
        using var client = hub.TryJoin(last);
        if (client is null)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable,
                ProblemTypes.TooManyWaiting,
                "Too many streams",
                $"{limits.StreamsMax} clients follow this node already. Close some pages, or look at another node.");
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        try
        {
            await WriteAsync(context, client, AdminGate.GrantOf(context)!, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client went, or the node stops: then it comes back by another connection, to who takes over.
            if (ending.IsCancellationRequested)
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }

    private async Task WriteAsync(HttpContext context, StreamClient client, AdminGrant grant, CancellationToken ended)
    {
        context.Response.ContentType = "text/event-stream";
        // Proxies that gather answers are asked not to.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await SendAsync(context.Response, s_first, ended);
        while (gate.Holds(grant))
        {
            var view = hub.View;
            foreach (var part in client.Take(view, limits.BehindMax))
                await SendAsync(context.Response, part, ended);
            if (!await ComesAsync(view, ended))
                await SendAsync(context.Response, s_heartbeat, ended);
        }
    }

    private async Task<bool> ComesAsync(StreamView view, CancellationToken ended)
    {
        try
        {
            await view.Next.Task.WaitAsync(limits.Heartbeat, time, ended);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // The server buffers what it is given at once, however much: a slow client is to cost a piece, not a snapshot.
    private static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        for (; bytes.Length > PieceBytes; bytes = bytes[PieceBytes..])
            await response.Body.WriteAsync(bytes[..PieceBytes], ended);
        await response.Body.WriteAsync(bytes, ended);
        await response.Body.FlushAsync(ended);
    }
}
