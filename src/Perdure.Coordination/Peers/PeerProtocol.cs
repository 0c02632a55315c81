namespace Perdure.Coordination.Peers;

/// <summary>The names that both sides of a push use.</summary>
internal static class PeerProtocol
{
    /// <summary>The path of pushes.</summary>
    public const string Path = "/peers/v1/counts";

    /// <summary>The header with the HMAC-SHA256 of the body, in hexadecimal.</summary>
    public const string Signature = "perdure-signature";

    /// <summary>The header of an answer that names the process that answers.</summary>
    public const string Incarnation = "perdure-incarnation";

    /// <summary>The type of a push's body.</summary>
    public const string ContentType = "application/vnd.perdure.counts";
}
