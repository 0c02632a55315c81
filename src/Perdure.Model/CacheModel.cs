namespace Perdure.Model;

/// <summary>What a route keeps of its answers, and how long it may serve them (RFC 9111, RFC 5861).</summary>
public sealed record CacheModel
{
    /// <summary>
    /// How long an answer is fresh that does not say so itself (<c>Cache-Control</c>, <c>Expires</c>); zero means that only answers that say so are
    /// kept. Range: 0 to 365 days. Default: zero.
    /// </summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>
    /// How long after that a stale answer is served at once while a new one is fetched behind. What the answer says goes before. Range: 0 to 365
    /// days. Default: zero.
    /// </summary>
    public TimeSpan StaleWhileRevalidate { get; init; }

    /// <summary>
    /// How long after that a stale answer is served when the service fails or can't be asked. What the answer says goes before. Range: 0 to 365 days.
    /// Default: 1 h.
    /// </summary>
    public TimeSpan StaleIfError { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long 404 and 410 are fresh when they do not say so themselves; null means they are not kept. Range: 1 s to 24 h. Default: null.</summary>
    public TimeSpan? NegativeTtl { get; init; }

    /// <summary>The largest body that is kept, in bytes. Range: 1 KiB to 64 MiB. Default: 1 MiB.</summary>
    public long MaxBody { get; init; } = 1024 * 1024;
}
