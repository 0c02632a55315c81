using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Json;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Console.Security.Sessions;
using Perdure.Console.Serving;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/session</c>: who am I, sign in, sign out.</summary>
internal sealed class SessionApi(AdminGate gate, SessionBook sessions, TimeProvider time, ILogger log)
{
    private const string Root = "/api/v1/session";
    private const int BodyBytesMax = 4 * 1024;
    private const string RetryAfterSeconds = "60";
    private static readonly string[] Show = ["GET", "HEAD"];

    private readonly SignInLimiter _limiter = new(time);

    /// <summary>Adds the pages.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Root, Show, context => AnswerAsync(context, AdminGate.GrantOf(context)!));
        routes.MapPost(Root, SignInAsync).WithMetadata(OpenToAll.Instance, new BodyLimit(BodyBytesMax));
        routes.MapDelete(Root, SignOut);
    }

    private static Task AnswerAsync(HttpContext context, AdminGrant grant) => context.Response.WriteAsJsonAsync(
        SessionAnswer.Of(grant.Caller, grant.Session, open: grant.Token is null), SessionJson.Default.SessionAnswer);

    private async Task SignInAsync(HttpContext context)
    {
        if (await TokenAsync(context) is not { } token)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Not a sign-in", "The body is to be {\"token\": \"…\"}, with the Content-Type application/json.");
            return;
        }

        var tokens = gate.Tokens;
        if (tokens.IsEmpty)
        {
            await AnswerAsync(context, AdminGrant.Local);
            return;
        }

        var address = context.Connection.RemoteIpAddress;
        if (!_limiter.TryBegin(address, out var last))
        {
            await LimitedAsync(context);
            return;
        }

        if (tokens.Find(token) is not { } entry)
        {
            log.SignInRefused(Text(address));
            if (last)
                log.SignInLimited(Text(address));
            await context.WriteProblemAsync(
                StatusCodes.Status401Unauthorized, ProblemTypes.WrongToken, "Not a token of this node", "Sign in with one of admin.tokens in the system file.");
            return;
        }

        _limiter.Succeeded(address);
        // What the browser had before is not used any more.
        if (sessions.Find(SessionCookie.Read(context.Request)) is { } before)
            sessions.End(before);
        var (id, session) = sessions.Open(entry);
        SessionCookie.Set(context, id);
        log.SignedIn(entry.Caller.Name, Text(address));
        await AnswerAsync(context, new AdminGrant(entry.Caller, entry, session));
    }

    private Task SignOut(HttpContext context)
    {
        if (AdminGate.GrantOf(context) is { Session: { } session } grant)
        {
            sessions.End(session);
            SessionCookie.Remove(context);
            log.SignedOut(grant.Caller.Name);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // Another site's form cannot send this type.
    private static async Task<string?> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return null;
        try
        {
            return (await JsonSerializer.DeserializeAsync(context.Request.Body, SessionJson.Default.SignInBody, context.RequestAborted))?.Token;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task LimitedAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return context.WriteProblemAsync(
            StatusCodes.Status429TooManyRequests,
            ProblemTypes.SignInLimited,
            "Too many failed sign-ins",
            $"{SignInLimiter.FailuresMax} sign-ins from this address failed within a minute. Wait a minute before the next one.");
    }

    private static string Text(IPAddress? address) => address?.ToString() ?? "an unknown address";
}
