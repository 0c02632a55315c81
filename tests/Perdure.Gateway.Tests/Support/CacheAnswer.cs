namespace Perdure.Gateway.Tests.Support;

/// <summary>What a client got.</summary>
internal sealed record CacheAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What the cache says about it.</summary>
    public string CacheStatus => Headers.GetValueOrDefault("Cache-Status", "");

    /// <summary>What the gateway says about it.</summary>
    public string ProxyStatus => Headers.GetValueOrDefault("Proxy-Status", "");

    /// <summary>Whether it came from memory.</summary>
    public bool IsHit => CacheStatus.Contains("; hit", StringComparison.Ordinal);
}
