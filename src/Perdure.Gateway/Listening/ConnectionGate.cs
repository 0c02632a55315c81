using System.Collections.Concurrent;
using System.Net;
using Perdure.Model;

namespace Perdure.Gateway.Listening;

/// <summary>
/// Counts the connections of a listener, all together and by client address, and says when there are too many. Only addresses with an
/// open connection are held, so the memory is bounded by the connections themselves. Thread-safe.
/// </summary>
internal sealed class ConnectionGate(ListenerLimits limits)
{
    private readonly ConcurrentDictionary<IPAddress, int> _byClient = new();
    private ListenerLimits _limits = limits;
    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Other limits, for connections to come.</summary>
    public void Change(ListenerLimits limits) => _limits = limits;

    /// <summary>Takes a place for a connection; when it returns false there is none.</summary>
    public bool TryEnter(IPAddress client)
    {
        var limits = _limits;
        if (Interlocked.Increment(ref _open) > limits.MaxConnections)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        var mine = _byClient.AddOrUpdate(client, 1, static (_, count) => count + 1);
        if (limits.MaxConnectionsPerClient == 0 || mine <= limits.MaxConnectionsPerClient)
            return true;
        Leave(client);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(IPAddress client)
    {
        Interlocked.Decrement(ref _open);
        var left = _byClient.AddOrUpdate(client, 0, static (_, count) => count - 1);
        if (left <= 0)
            _byClient.TryRemove(new KeyValuePair<IPAddress, int>(client, left));
    }
}
