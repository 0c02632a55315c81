using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Perdure.Console.Problems;
using Perdure.Model;

namespace Perdure.Console.Security;

/// <summary>
/// Decides who comes in. The health pages are open; for everything else, in this order: who is it (401, or 403 for a request from
/// elsewhere to a node without tokens), was it meant (403 for a change on behalf of another site), may the caller do it (403).
/// Runs between routing and the endpoint, so that the endpoint's <see cref="AdminAccess"/> is known.
/// </summary>
internal sealed class AdminGate(ImmutableArray<AdminToken> tokens)
{
    private static readonly object CallerKey = new();

    private volatile TokenTable _tokens = new(tokens);

    /// <summary>Puts other tokens in force for all requests that come from now on.</summary>
    public void Update(ImmutableArray<AdminToken> tokens) => _tokens = new TokenTable(tokens);

    /// <summary>The caller that the gate let in.</summary>
    public static AdminCaller CallerOf(HttpContext context) =>
        context.Items[CallerKey] as AdminCaller ?? throw new InvalidOperationException("The request has not passed the gate.");

    /// <summary>The middleware.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsOpen(context.Request.Path))
            return next(context);

        var tokens = _tokens;
        AdminCaller? caller;
        if (tokens.IsEmpty)
        {
            if (!LocalOnly.Allows(context.Connection.RemoteIpAddress, context.Request.Host))
                return NotLocalAsync(context);
            caller = AdminCaller.Local;
        }
        else
        {
            caller = BearerCredentials.Read(context.Request.Headers.Authorization) is { } token ? tokens.Find(token) : null;
            if (caller is null)
                return UnauthenticatedAsync(context);
        }

        if (!IsSafe(context.Request.Method) && !CrossSiteCheck.Allows(context.Request))
            return CrossSiteAsync(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<AdminAccess>() is { } access && !caller.May(access))
            return RoleNeededAsync(context, caller, access);

        context.Items[CallerKey] = caller;
        return next(context);
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
            "Send \"Authorization: Bearer TOKEN\" with one of admin.tokens in the system file.");
    }

    private static Task CrossSiteAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status403Forbidden,
        ProblemTypes.CrossSite,
        "Sent on behalf of another site",
        "A browser sent this change from a page of another site, and it was refused. " +
        "Send it from the node's own pages, or with a program.");

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
