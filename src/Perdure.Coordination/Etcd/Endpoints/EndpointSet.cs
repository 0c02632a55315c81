using System.Collections.Immutable;

namespace Perdure.Coordination.Etcd.Endpoints;

/// <summary>The members: one is used by everybody until it fails, then the next one is. Thread-safe.</summary>
internal sealed class EndpointSet : IDisposable
{
    private readonly ImmutableArray<Endpoint> _all;
    private int _current;

    public EndpointSet(EtcdOptions options)
    {
        _all = [.. options.Endpoints.Select((address, index) => new Endpoint(index, address, options))];
        _current = (int)(options.Seed % (ulong)_all.Length);
    }

    public int Count => _all.Length;

    /// <summary>The one in use.</summary>
    public Endpoint Current => _all[Volatile.Read(ref _current)];

    /// <summary>Goes on to the next one, unless somebody did so already.</summary>
    public void Leave(Endpoint failed) => Interlocked.CompareExchange(ref _current, (failed.Index + 1) % _all.Length, failed.Index);

    public void Dispose()
    {
        foreach (var endpoint in _all) endpoint.Dispose();
    }
}
