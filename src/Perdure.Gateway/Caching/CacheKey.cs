namespace Perdure.Gateway.Caching;

/// <summary>
/// The primary key of what is stored (RFC 9111, section 2): the target as the client wrote it, query and all, with everything that the gateway
/// itself tells an instance about where the request was sent to, because an answer may depend on each of them. Nothing is normalised: two
/// writings of one target are two keys, so nobody can make an instance answer one and have it stored for the other.
/// </summary>
/// <param name="Cache">The route's cache: routes that match the same target may lead to different services.</param>
/// <param name="Scheme">The client's scheme, as <c>X-Forwarded-Proto</c> says it to the instance.</param>
/// <param name="Host">The value of <c>Host</c>.</param>
/// <param name="OuterHost">The host that the client asked for, as <c>X-Forwarded-Host</c> says it to the instance; another than
/// <paramref name="Host"/> behind a trusted proxy only.</param>
/// <param name="Target">Path and query, raw.</param>
internal readonly record struct CacheKey(int Cache, string Scheme, string Host, string OuterHost, string Target)
{
    /// <summary>Bytes that the key takes in memory, roughly.</summary>
    public int Bytes => 2 * (Scheme.Length + Host.Length + OuterHost.Length + Target.Length);

    // Scheme and outer host seldom tell keys apart.
    public override int GetHashCode() => HashCode.Combine(Cache, Host, Target);
}
