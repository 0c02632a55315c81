namespace Perdure.Model;

/// <summary>What clients of a listener may cost before they are refused.</summary>
public sealed record ListenerLimits
{
    /// <summary>Connections open at once. Default: 20,000.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>Connections open at once from one client address; 0 means unlimited. Default: 1,000.</summary>
    public int MaxConnectionsPerClient { get; init; } = 1_000;

    /// <summary>Header fields of a request. Default: 100.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>All header fields of a request together, in bytes. Default: 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32_768;

    /// <summary>The request line of HTTP/1.1, in bytes. Default: 8 KiB.</summary>
    public int MaxRequestLineBytes { get; init; } = 8_192;

    /// <summary>How long a client may take to send the headers of a request. Default: 10 s.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The body of a request, in bytes; null means unlimited (bodies are streamed, not held). Default: null.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>The slowest a client may send a body, in bytes per second; 0 means no minimum. Default: 240.</summary>
    public int MinBodyRate { get; init; } = 240;

    /// <summary>HTTP/2 streams open at once on a connection. Default: 100.</summary>
    public int MaxStreams { get; init; } = 100;

    /// <summary>How long an idle connection is kept. Default: 75 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(75);
}
