using Perdure.Console.Security.Sessions;

namespace Perdure.Console.Security;

/// <summary>By what a caller came in. Immutable.</summary>
/// <param name="Caller">Who it is.</param>
/// <param name="Token">The token behind it; null on a node without tokens.</param>
/// <param name="Session">The session that stood for the token; null when the token itself was shown.</param>
internal sealed record AdminGrant(AdminCaller Caller, TokenEntry? Token, AdminSession? Session)
{
    /// <summary>Somebody on this machine, on a node without tokens.</summary>
    public static AdminGrant Local { get; } = new(AdminCaller.Local, null, null);
}
