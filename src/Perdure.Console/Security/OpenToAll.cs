namespace Perdure.Console.Security;

/// <summary>Endpoint metadata: a page that takes no sign-in, because it holds no data or is the sign-in itself. On a node without tokens it still answers this machine alone.</summary>
internal sealed record OpenToAll
{
    /// <summary>The only one.</summary>
    public static OpenToAll Instance { get; } = new();
}
