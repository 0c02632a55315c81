namespace Perdure.Console.Security.Sessions;

/// <summary>The body of <c>POST /api/v1/session</c>.</summary>
/// <param name="Token">The token to sign in with.</param>
public sealed record SignInBody(string? Token)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => nameof(SignInBody);
}
