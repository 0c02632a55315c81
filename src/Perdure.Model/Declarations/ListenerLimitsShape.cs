using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>limits</c> of a listener.</summary>
internal static class ListenerLimitsShape
{
    private static readonly Key<int> MaxConnections = new("maxConnections", Numbers.Integer(1, 1_000_000), "Connections open at once.")
    {
        Default = "20000",
    };

    private static readonly Key<int> MaxConnectionsPerClient = new(
        "maxConnectionsPerClient", Numbers.Integer(0, 1_000_000), "Connections open at once from one client address; 0 is unlimited.")
    {
        Default = "1000",
    };

    private static readonly Key<int> MaxHeaders = new("maxHeaders", Numbers.Integer(1, 1_000), "Header fields of a request.")
    {
        Default = "100",
    };

    private static readonly Key<long> MaxHeaderSize = new(
        "maxHeaderSize", Numbers.Size("1KiB", "1MiB"), "All header fields of a request together.")
    {
        Default = "32KiB",
    };

    private static readonly Key<long> MaxRequestLine = new("maxRequestLine", Numbers.Size("256B", "64KiB"), "The request line of HTTP/1.1.")
    {
        Default = "8KiB",
    };

    private static readonly Key<TimeSpan> HeaderTimeout = new(
        "headerTimeout", Durations.Between("100ms", "5m"), "How long a client may take to send the headers of a request.")
    {
        Default = "10s",
    };

    private static readonly Key<long> MaxBody = new(
        "maxBody", Numbers.Size("0B", "1TiB"), "The body of a request. Bodies are streamed, not held in memory.")
    {
        DefaultInWords = "unlimited",
    };

    private static readonly Key<long> MinBodyRate = new(
        "minBodyRate", Numbers.Size("0B", "1MiB"), "The slowest a client may send a body, per second; 0 is no minimum.")
    {
        Default = "240",
    };

    private static readonly Key<int> MaxStreams = new(
        "maxStreams", Numbers.Integer(1, 10_000), "HTTP/2 streams open at once on a connection.")
    {
        Default = "100",
    };

    private static readonly Key<TimeSpan> KeepAlive = new(
        "keepAlive", Durations.Between("1s", "1h"), "How long an idle connection is kept.")
    {
        Default = "75s",
    };

    public static MappingShape<ListenerLimits> Shape { get; } = new(
        [
            MaxConnections, MaxConnectionsPerClient, MaxHeaders, MaxHeaderSize, MaxRequestLine, HeaderTimeout, MaxBody, MinBodyRate,
            MaxStreams, KeepAlive,
        ],
        v => new ListenerLimits
        {
            MaxConnections = v.Get(MaxConnections),
            MaxConnectionsPerClient = v.Get(MaxConnectionsPerClient),
            MaxHeaders = v.Get(MaxHeaders),
            MaxHeaderBytes = (int)v.Get(MaxHeaderSize),
            MaxRequestLineBytes = (int)v.Get(MaxRequestLine),
            HeaderTimeout = v.Get(HeaderTimeout),
            MaxBodyBytes = v.Has(MaxBody) ? v.Get(MaxBody) : null,
            MinBodyRate = (int)v.Get(MinBodyRate),
            MaxStreams = v.Get(MaxStreams),
            KeepAlive = v.Get(KeepAlive),
        });
}
