using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Perdure.Console.Problems;
using Perdure.Console.Security.Sessions;
using Perdure.Model;

namespace Perdure.Console.Security;

/// <summary>
/// Decides who comes in. The health pages are open; for everything else, in this order: who is it (401, or 403 for a request from
/// elsewhere to a node without tokens), was it meant (403 for a change on behalf of another site, or by a session without its CSRF token),
/// may the caller do it (403). An <c>Authorization</c> header decides alone; without one a session's cookie does.
/// Runs between routing and the endpoint, so that the endpoint's <see cref="AdminAccess"/> is known.
/// </summary>
internal sealed class AdminGate(ImmutableArray<AdminToken> tokens, SessionBook sessions)
{
    private static readonly object GrantKey = new();
    private static readonly object GateKey = new();

    private volatile TokenTable _tokens = new(tokens);

    /// <summary>The tokens in force.</summary>
    public TokenTable Tokens => _tokens;

    /// <summary>Puts other tokens in force for all requests that come from now on. Sessions of tokens that are not among them have ended.</summary>
    public void Update(ImmutableArray<AdminToken> tokens)
    {
        var table = new TokenTable(tokens);
        _tokens = table;
        sessions.EndWithout(table);
    }

    /// <summary>The caller that the gate let in.</summary>
    public static AdminCaller CallerOf(HttpContext context) => GrantOf(context)?.Caller ?? throw new InvalidOperationException("The request has not passed the gate.");

    /// <summary>By what the gate let a request in; null for a page that is open to all.</summary>
    public static AdminGrant? GrantOf(HttpContext context) => context.Items[GrantKey] as AdminGrant;

    /// <summary>Whether what let a caller in would still do so. Counts as use of a session.</summary>
    public bool Holds(AdminGrant grant)
    {
        var tokens = _tokens;
        return grant.Token is { } token
            ? tokens.Has(token) && (grant.Session is not { } session || sessions.Use(session))
            : tokens.IsEmpty;
    }

    /// <summary>Whether the gate would still let a request in that it has let in: for answers that last. Counts as use of a session.</summary>
    public static bool StillHolds(HttpContext context) => context.Items[GateKey] is AdminGate gate && GrantOf(context) is { } grant && gate.Holds(grant);

    /// <summary>The middleware.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsOpen(context.Request.Path))
            return next(context);

        var endpoint = context.GetEndpoint()?.Metadata;
        var open = endpoint?.GetMetadata<OpenToAll>() is not null;
        AdminGrant? grant;
        if (_tokens.IsEmpty)
        {
            if (!LocalOnly.Allows(context.Connection.RemoteIpAddress, context.Request.Host))
                return NotLocalAsync(context);
            grant = AdminGrant.Local;
        }
        else
        {
            grant = GrantOf(context.Request);
            if (grant is null && !open)
                return UnauthenticatedAsync(context);
        }

        if (!IsSafe(context.Request.Method))
        {
            if (!CrossSiteCheck.Allows(context.Request))
                return CrossSiteAsync(context);
            if (!open && grant?.Session is { } session && !session.Meant(context.Request.Headers[SessionCookie.CsrfHeader]))
                return CsrfAsync(context);
        }

        if (endpoint?.GetMetadata<AdminAccess>() is { } access && grant?.Caller.May(access) != true)
            return RoleNeededAsync(context, grant!.Caller, access);

        context.Items[GrantKey] = grant;
        context.Items[GateKey] = this;
        return next(context);
    }

    /// <summary>403, for a page that shows something to browsers alone as well.</summary>
    public static Task CrossSiteAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status403Forbidden,
        ProblemTypes.CrossSite,
        "Sent on behalf of another site",
        "A browser sent this from a page of another site, and it was refused. " +
        "Send it from the node's own pages, or with a program.");

    // What the caller shows decides alone: a wrong token is not mended by a cookie.
    private AdminGrant? GrantOf(HttpRequest request)
    {
        var tokens = _tokens;
        if (request.Headers.Authorization.Count > 0)
            return BearerCredentials.Read(request.Headers.Authorization) is { } sent && tokens.Find(sent) is { } token ? new AdminGrant(token.Caller, token, null) : null;
        return sessions.Find(SessionCookie.Read(request)) is { } session && tokens.Has(session.Token) ? new AdminGrant(session.Token.Caller, session.Token, session) : null;
    }

    private static bool IsOpen(PathString path) => path.Value is "/livez" or "/readyz" or "/healthz";

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static Task NotLocalAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status403Forbidden,
        ProblemTypes.NotLocal,
        "Only this machine is answered",
        "This node has no admin tokens, so it answers only requests from this machine that name it as localhost, 127.0.0.1 or [::1]. " +
        "Ask it by one of these names, or set admin.tokens in the system file.");

    private static Task UnauthenticatedAsync(HttpContext context)
    {
        var sent = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = sent ? "Bearer realm=\"perdure\", error=\"invalid_token\"" : "Bearer realm=\"perdure\"";
        return context.WriteProblemAsync(
            StatusCodes.Status401Unauthorized,
            ProblemTypes.Unauthenticated,
            "A token is needed",
            (sent ? "The Authorization header holds no token that this node knows. " : "This node asks for a token. ") +
            "Send \"Authorization: Bearer TOKEN\" with one of admin.tokens in the system file; in a browser, sign in at /.");
    }

    private static Task CsrfAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status403Forbidden,
        ProblemTypes.CsrfToken,
        "The session's CSRF token is missing",
        $"A change by a session takes the header {SessionCookie.CsrfHeader} with the value \"csrf\" of GET /api/v1/session. Send it, or load the page again.");

    private static Task RoleNeededAsync(HttpContext context, AdminCaller caller, AdminAccess needed) => context.WriteProblemAsync(
        StatusCodes.Status403Forbidden,
        ProblemTypes.RoleNeeded,
        "The role does not allow this",
        $"The token \"{caller.Name}\" has the role {Name(caller.Role)}; this takes the role {Accepted(needed)}. Use a token with it.");

    private static string Accepted(AdminAccess needed)
    {
        var named = needed.Also is { } also ? $"{Name(needed.Role)}, {Name(also)}" : Name(needed.Role);
        return needed.Role == AdminRole.Operator ? "operator" : $"{named} or operator";
    }

    private static string Name(AdminRole role) => role.ToString().ToLowerInvariant();
}
