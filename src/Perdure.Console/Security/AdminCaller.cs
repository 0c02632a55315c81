using Perdure.Model;

namespace Perdure.Console.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Name">The name of the token, never the token; <c>local</c> when the file configures none.</param>
/// <param name="Role">What the caller may do.</param>
internal sealed record AdminCaller(string Name, AdminRole Role)
{
    /// <summary>Somebody on this machine, on a node without tokens.</summary>
    public static AdminCaller Local { get; } = new("local", AdminRole.Operator);

    /// <summary>Whether the caller's role covers what is <paramref name="needed"/>: an operator may do all, the others what is theirs.</summary>
    public bool May(AdminAccess needed) => Role == AdminRole.Operator || Role == needed.Role || Role == needed.Also;
}
