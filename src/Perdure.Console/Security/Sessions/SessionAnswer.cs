namespace Perdure.Console.Security.Sessions;

/// <summary>The answer of <c>/api/v1/session</c>: who the node takes the caller for.</summary>
/// <param name="Name">The name of the token; <c>local</c> on a node without tokens.</param>
/// <param name="Role"><c>reader</c>, <c>app</c> or <c>operator</c>.</param>
/// <param name="Csrf">What changes by this session send as <c>X-Perdure-Csrf</c>; null when there is no session.</param>
/// <param name="Open">Whether the node has no tokens and answers this machine without.</param>
public sealed record SessionAnswer(string Name, string Role, string? Csrf, bool Open)
{
    internal static SessionAnswer Of(AdminCaller caller, AdminSession? session, bool open) =>
        new(caller.Name, caller.Role.ToString().ToLowerInvariant(), session?.Csrf, open);
}
