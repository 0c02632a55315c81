namespace Perdure.Gateway.Deferral;

/// <summary>What may be shown of the paths under which deferred requests are asked for.</summary>
public static class DeferredPath
{
    /// <summary>The path, perhaps with a query behind it, without the right to ask: whoever has that is given the answer. All other paths are as they were.</summary>
    public static ReadOnlySpan<char> WithoutSecret(ReadOnlySpan<char> path) =>
        path.Length > DeferTicket.SecretAt && path.StartsWith(DeferTicket.Path, StringComparison.Ordinal) ? path[..DeferTicket.SecretAt] : path;
}
