using System.Collections.Concurrent;
using System.Net.Security;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>The idle connections to one instance, the one used last taken first. Thread-safe, without locks.</summary>
internal sealed class Http1Pool(UpstreamConnector connector, bool tls) : IDisposable
{
    /// <summary>Idle connections kept at most; more are closed.</summary>
    public const int MaxIdle = 1024;

    /// <summary>How long a connection may be idle before it is closed.</summary>
    public const long IdleLimitMs = 60_000;

    /// <summary>
    /// A request that must not be sent twice takes only connections idle for less: an instance's own keep-alive time-out (two seconds and
    /// up in the servers in use) can then not close it under the request, which would leave unknown whether it was executed.
    /// </summary>
    public const long FreshMs = 1_000;

    private readonly ConcurrentStack<Http1Connection> _idle = new();
    private int _count;
    private volatile bool _closed;

    /// <summary>An idle connection that can be used, or null.</summary>
    public Http1Connection? TryTake(long nowMs, long maxIdleMs)
    {
        while (_idle.TryPop(out var connection))
        {
            Interlocked.Decrement(ref _count);
            if (connection.IsFresh && nowMs - connection.IdleSinceMs < IdleLimitMs)
            {
                if (nowMs - connection.IdleSinceMs < maxIdleMs)
                    return connection;
                // Older ones lie below it: none will do. It's still good for others.
                Push(connection);
                return null;
            }

            connection.Abort();
        }

        return null;
    }

    /// <summary>Opens a connection, also after the instance left the plan: requests that began before may still need one.</summary>
    /// <exception cref="UpstreamConnectException">It cannot be opened.</exception>
    public async ValueTask<Http1Connection> ConnectAsync(CancellationToken cancel)
    {
        var stream = await connector.ConnectAsync(cancel);
        if (tls)
            stream = await connector.SecureAsync(stream, [SslApplicationProtocol.Http11], cancel);
        return new Http1Connection(stream) { Pool = this };
    }

    /// <summary>Takes a connection back whose last answer is complete.</summary>
    public void Return(Http1Connection connection, long nowMs)
    {
        connection.IdleSinceMs = nowMs;
        if (_closed || Volatile.Read(ref _count) >= MaxIdle || !connection.TryRest())
            connection.Abort();
        else
            Push(connection);
        if (_closed)
            Clear();
    }

    /// <summary>Closes what has been idle for too long or was closed by the other side.</summary>
    public void Sweep(long nowMs)
    {
        if (_idle.IsEmpty)
            return;
        var all = new Http1Connection[Math.Max(1, Volatile.Read(ref _count))];
        var taken = _idle.TryPopRange(all);
        Interlocked.Add(ref _count, -taken);
        for (var at = taken - 1; at >= 0; at--)
        {
            if (all[at].IsFresh && nowMs - all[at].IdleSinceMs < IdleLimitMs)
                Push(all[at]);
            else
                all[at].Abort();
        }
    }

    public void Dispose()
    {
        _closed = true;
        Clear();
    }

    private void Push(Http1Connection connection)
    {
        Interlocked.Increment(ref _count);
        _idle.Push(connection);
    }

    private void Clear()
    {
        while (_idle.TryPop(out var connection))
            connection.Abort();
    }
}
