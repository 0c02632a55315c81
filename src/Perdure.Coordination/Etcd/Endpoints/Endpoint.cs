using Perdure.Coordination.Etcd.Calls;
using Perdure.Coordination.Etcd.Grpc;

namespace Perdure.Coordination.Etcd.Endpoints;

/// <summary>One member of the cluster. Thread-safe.</summary>
internal sealed class Endpoint : IDisposable
{
    private const int StreamWindowBytes = 1 << 20;

    private readonly EtcdOptions _options;
    private readonly Lock _lock = new();
    private volatile GrpcConnection _connection;
    private bool _disposed;

    public Endpoint(int index, Uri address, EtcdOptions options)
    {
        (Index, Address, _options) = (index, address, options);
        Name = address.GetLeftPart(UriPartial.Authority);
        _connection = Connect();
    }

    public int Index { get; }

    public Uri Address { get; }

    /// <summary>How messages name it, such as <c>http://10.0.0.1:2379</c>.</summary>
    public string Name { get; }

    /// <summary>The connection in use.</summary>
    public GrpcConnection Connection => _connection;

    /// <summary>
    /// Gives up a connection on which nothing comes any more, and begins with a new one: TCP would repeat what a network swallowed only
    /// after ever longer pauses, so that the endpoint would stay lost long after it is back.
    /// </summary>
    public void Replace(GrpcConnection old)
    {
        lock (_lock)
        {
            if (_disposed || !ReferenceEquals(_connection, old)) return;
            _connection = Connect();
        }

        old.Dispose();
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _connection.Dispose();
    }

    private GrpcConnection Connect()
    {
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromMilliseconds(Math.Clamp(_options.Timeout.TotalMilliseconds / 3, 50, 5000)),
            // The default of etcd takes a ping every 5 s at most for an attack.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            PooledConnectionIdleTimeout = System.Threading.Timeout.InfiniteTimeSpan,
            UseCookies = false,
            UseProxy = false,
        };
        string? problem = null;
        if (Address.Scheme == Uri.UriSchemeHttps) (handler.SslOptions, problem) = TlsFiles.Load(_options);
        return new GrpcConnection(Address, Rpc.Paths, handler, problem);
    }
}
