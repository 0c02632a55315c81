using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Perdure.Console.Serving;

/// <summary>The limits of the admin listener. It serves operators, probes, scrapers, and the services that ask for leaders and locks.</summary>
internal static class AdminLimits
{
    /// <summary>The largest body that a page takes that reads none, in bytes; others state theirs with <see cref="BodyLimit"/>.</summary>
    public const int BodyBytesMax = 1024;

    private const int ConnectionsMax = 1024;
    private const int HeadersMax = 64;
    private const int HeaderBytesMax = 16 * 1024;
    private const int RequestLineBytesMax = 4 * 1024;
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Sets them.</summary>
    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = ConnectionsMax;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = BodyBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = HeaderTimeout;
        limits.KeepAliveTimeout = KeepAlive;
    }
}
